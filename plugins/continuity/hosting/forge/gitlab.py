"""GitLab: a pipeline that checks, explains, previews and publishes."""

from __future__ import annotations

PIPELINE = """\
# Checks proposed changes of the continuity plans, says what they mean, and publishes what is merged.
#
# The pipeline of a merge request from a fork runs in the fork, without this project's variables: it comments nothing and publishes
# nothing. Set CONTINUITY_COMMENT_TOKEN (masked: a project access token with the scope api and the role Reporter) to have the
# differences as one comment; CONTINUITY_HOST, CONTINUITY_KNOWN_HOSTS and SSH_KEY (protected, masked) to have the site published.
stages: [check, publish]

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

default:
  image: python:3.12
  interruptible: true
  timeout: 20 minutes

variables:
  GIT_DEPTH: "0" # what changed since the last review stands in the history

.continuity:
  before_script:
    - python -m pip install --quiet --disable-pip-version-check "mkdocs-continuity==@{version}"

continuity-check:
  extends: .continuity
  stage: check
  script:
    - continuity check "@{plans}" --format gitlab --fail-on never --output gl-code-quality-report.json
    - continuity check "@{plans}" --format junit --fail-on never --output continuity-junit.xml
    - continuity check "@{plans}"
  artifacts:
    when: always
    expire_in: 14 days
    reports:
      codequality: gl-code-quality-report.json
      junit: continuity-junit.xml

continuity-diff:
  extends: .continuity
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - continuity diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" HEAD --plans "@{plans}" --format markdown --fail-on never > continuity-diff.md
    - cat continuity-diff.md
    - |
      if [ -n "$CONTINUITY_COMMENT_TOKEN" ]; then
        CONTINUITY_PROPOSAL="$CI_MERGE_REQUEST_IID" continuity forge comment continuity-diff.md
      fi
  artifacts:
    expire_in: 14 days
    paths: [continuity-diff.md]

continuity-site:
  extends: .continuity
  stage: check
  cache: # protected branches have one of their own
    key: continuity-site
    paths: [.cache/continuity]
  script:
    - mkdocs build --strict --site-dir site
  artifacts:
    expose_as: Site preview
    expire_in: 14 days
    paths: [site/]

continuity-publish:
  stage: publish
  interruptible: false
  needs: [continuity-check, continuity-site]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CONTINUITY_HOST
  resource_group: continuity-site
  environment:
    name: continuity-site
  script:
    - KNOWN_HOSTS="$CONTINUITY_KNOWN_HOSTS" bash tools/publish-site.sh site "$CONTINUITY_HOST" "$CI_COMMIT_SHA"
"""
