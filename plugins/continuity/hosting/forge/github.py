"""GitHub: a workflow of three jobs, each with no more rights than it needs, and the template of a pull request."""

from __future__ import annotations

WORKFLOW = """\
# Checks proposed changes of the continuity plans, says what they mean, and publishes what is merged.
#
# A pull request from a fork gets a read-only token and no secrets; what is found stands in the job summary alone. No job that can write
# checks out what a pull request holds, and nothing a pull request says (a title, a branch) is put into a script.
name: Continuity

on:
  pull_request:
  push:
    branches: ["@{branch}"]

permissions:
  contents: read

concurrency:
  group: continuity-${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: ${{ github.event_name == 'pull_request' }}

defaults:
  run:
    shell: bash

jobs:
  check:
    name: Check the plans
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4.2.2
        with:
          fetch-depth: 0 # what changed since the last review stands in the history
          persist-credentials: false
      - uses: actions/setup-python@v5.6.0
        with:
          python-version: "3.12"
      - name: Install
        run: python -m pip install --disable-pip-version-check "mkdocs-continuity==@{version}"
      - name: What the change means
        if: github.event_name == 'pull_request'
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
        run: |
          continuity diff "$BASE" HEAD --plans "@{plans}" --format markdown --fail-on never > continuity-diff.md
          cat continuity-diff.md >> "$GITHUB_STEP_SUMMARY"
      - name: Keep it for the comment
        if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
        uses: actions/upload-artifact@v4.6.2
        with:
          name: continuity-diff
          path: continuity-diff.md
          retention-days: 1
      - name: Check
        run: |
          continuity check "@{plans}" --format markdown --fail-on never >> "$GITHUB_STEP_SUMMARY"
          continuity check "@{plans}" --format github
      - name: Take over pages of the last build
        # A branch sees its own caches and those of the main branch, never those of a fork.
        uses: actions/cache@v4.2.3
        with:
          path: .cache/continuity
          key: continuity-${{ github.sha }}
          restore-keys: continuity-
      - name: Build the site
        run: mkdocs build --strict --site-dir site
      - name: Keep the site as a preview
        uses: actions/upload-artifact@v4.6.2
        with:
          name: continuity-site
          path: site
          include-hidden-files: true
          retention-days: 14

  comment:
    name: Say what the change means
    needs: check
    if: >-
      !cancelled() && github.event_name == 'pull_request'
      && github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      - uses: actions/setup-python@v5.6.0
        with:
          python-version: "3.12"
      - name: Install
        run: python -m pip install --disable-pip-version-check "mkdocs-continuity==@{version}"
      - uses: actions/download-artifact@v4.3.0
        with:
          name: continuity-diff
      - name: Write the comment, or replace the one that is there
        env:
          CONTINUITY_COMMENT_TOKEN: ${{ github.token }}
          CONTINUITY_PROPOSAL: ${{ github.event.pull_request.number }}
        run: continuity forge comment continuity-diff.md

  publish:
    name: Publish the site
    needs: check
    # Say where the site goes under Settings > Environments > continuity-site: the variables CONTINUITY_HOST (user@host:/folder) and
    # CONTINUITY_KNOWN_HOSTS (a line of known_hosts), and the secret CONTINUITY_SSH_KEY. Without them nothing is published.
    if: github.event_name == 'push' && github.ref == 'refs/heads/@{branch}'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment: continuity-site
    concurrency: continuity-site
    steps:
      - uses: actions/checkout@v4.2.2
        with:
          persist-credentials: false
      - uses: actions/download-artifact@v4.3.0
        with:
          name: continuity-site
          path: site
      - name: Publish
        env:
          DESTINATION: ${{ vars.CONTINUITY_HOST }}
          KNOWN_HOSTS: ${{ vars.CONTINUITY_KNOWN_HOSTS }}
          SSH_KEY: ${{ secrets.CONTINUITY_SSH_KEY }}
          RELEASE: ${{ github.sha }}
        run: |
          if [ -z "$DESTINATION" ]; then
            echo "CONTINUITY_HOST is not set: the site is kept as an artifact and published nowhere." >> "$GITHUB_STEP_SUMMARY"
            exit 0
          fi
          bash tools/publish-site.sh site "$DESTINATION" "$RELEASE"
"""

TEMPLATE = """\
<!-- The comment below this proposal says what it means; write here why. -->

## Why

## Who needs to know

- [ ] The owners of what changed have seen it
- [ ] Whoever is called at night knows of changed numbers

## How it was tried

<!-- Desk, walkthrough, exercise, or not at all. Record a review with: continuity review KIND/ID --by PERSON --method ... --outcome ... -->
"""
