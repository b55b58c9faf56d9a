"""What each change means, as data: for every field a family of rules with what it does to those who rely on it."""

from __future__ import annotations

from continuity.changes import measures as by
from continuity.changes.families import ChangeSeverity, attention, each, family, rule
from continuity.model.directory import OTHER_KEYS, PHONE_KEYS

W, A, I = ChangeSeverity.WEAKENS, ChangeSeverity.ATTENTION, ChangeSeverity.INFO  # noqa: E741 - the three letters of a table

#: What becomes of a change that nobody has an opinion about.
ADDED = rule("value-added", I, "Something was added", "Nothing that plans are judged by became less.", "value-removed")
REMOVED = rule("value-removed", I, "Something was removed", "Nothing that plans are judged by became less.", "value-added")
CHANGED = rule("value-changed", I, "Something was changed", "Words that nothing is reckoned from.")
RENAMED = rule("record-renamed", I, "A record has a new id", "Its old id is kept as an alias, so that nothing that points to it breaks.")
UNKEPT = rule(
    "old-id-lost", W, "A record was renamed without an alias",
    "Links to it and whatever names it, reviews and exercises too, lead nowhere: add its old id to its aliases.",
)  # fmt: skip
MOVED = rule(
    "order-changed", A, "An order was changed in which things are done", "Steps, calls and escalations are done in the order they stand in."
)
SORTED = rule("list-reordered", I, "A list has another order", "Nothing is done in the order of this list.")


# What was promised.

family(
    ("objective-relaxed", "objective-tightened"), ("An objective was relaxed", "An objective was tightened"),
    "What others rely on takes longer, or more data may be lost.",
    (by.supplied(by.shorter), "service:objectives.rto service:objectives.rpo"),
    (by.shorter, each("service:objectives.", "detect invoke wrt") + " process:rto process:wrt process:mtpd process:peaks[].mtpd "
     "process:uses[].rpo organisation:tiers[].rto organisation:tiers[].rpo"),
)  # fmt: skip
family(
    ("mbco-lowered", "mbco-raised"), ("The least level that must go on was lowered", "The least level that must go on was raised"),
    "Less is kept going during a disruption.",
    (by.more, "service:objectives.mbco.percent process:mbco.percent **stages[].percent"), (by.shorter, "**stages[].by"),
    (by.present, "service:objectives.mbco process:mbco **stages[]"),
    other=("mbco-changed", "The least level that must go on was put differently", "It may ask for more, for less or for something else."),
)  # fmt: skip
family(
    ("tier-lowered", "tier-raised"), ("A tier was lowered", "A tier was raised"),
    "Default objectives, cadences and the number of reviewers come from the tier.", (by.tier, "service:tier continuity-plan:tier"),
    other=("tier-changed", "A tier was changed", "The organisation's tiers do not say which of the two asks for more."),
)  # fmt: skip
family(
    ("commitment-weakened", "commitment-strengthened"), ("A supplier's commitment became weaker", "A supplier's commitment became stronger"),
    "Recovery that leans on the supplier takes longer.", (by.shorter, each("vendor:commitment.", "response recovery on_site")),
)  # fmt: skip
family(
    ("deadline-relaxed", "deadline-tightened"), ("Somebody may be told later", "Somebody must be told sooner"),
    "Clocks of law and contract run from the start of an incident.",
    (by.shorter, "message:due.within programme:legal_register[].within process:obligations[].within"),
)  # fmt: skip
family(
    ("obligation-removed", "obligation-added"), ("An obligation was removed", "An obligation was added"), "Nobody looks for what nobody wrote down.",
    (by.present, "process:obligations[] programme:legal_register[] message:legal_basis"),
    other=("obligation-changed", "An obligation was changed", "What law or contract asks is read from here."),
)  # fmt: skip

# Who acts.

family(
    ("contact-removed", "contact-added"), ("A way to reach somebody was removed", "A way to reach somebody was added"),
    "One way less when the others do not answer.",
    (by.present, "*:contacts[] " + each("*:contacts[].", (*PHONE_KEYS, *OTHER_KEYS)) + " organisation:crisis_line.number "
     "organisation:life_safety_line.number vendor:account"),
    other=("contact-changed", "A number or address was changed", "A wrong digit is found when it is dialled. Try it."),
)  # fmt: skip
family(
    ("hours-cut", "hours-extended"), ("Somebody is reachable for fewer hours", "Somebody is reachable for more hours"),
    "Incidents do not keep office hours.", (by.hours, "**hours **during"),
    other=("hours-changed", "Hours were changed", "Somebody is reachable at other times."),
)  # fmt: skip
family(
    ("deputy-removed", "deputy-added"), ("A deputy was removed", "A deputy was added"), "Everybody is away at some time.",
    (by.present, "person:deputies[] role:deputies[] contact-tree:alternate person:absences[].deputy"),
    other=("deputy-changed", "A deputy was changed", "Somebody else stands in."),
)  # fmt: skip
family(
    ("member-removed", "member-added"), ("Somebody who acts was removed", "Somebody who acts was added"), "Fewer people can do what must be done.",
    (by.present, "team:members[] team:lead role:holders[] resource:holders[] continuity-plan:response[] continuity-plan:response[].members[] "
     "continuity-plan:response[].lead role:assumed_by continuity-plan:activation.assumed_by"),
    other=("member-changed", "Somebody else acts", "They must know it, and be able to."),
)  # fmt: skip
family(
    ("crew-cut", "crew-raised"), ("Fewer people are enough", "More people are needed"), "The least number says when there are too few.",
    (by.more, "team:minimum_crew process:requires[].quantities[].at_least resource:quantity site:places"),
)  # fmt: skip
family(
    ("person-left", "person-returned"), ("Somebody leaves", "Somebody stays"), "From that day nobody is behind the name.", (by.absent, "person:left"),
    other=("leaving-changed", "Somebody leaves on another day", "Hand over before it."),
)  # fmt: skip
family(
    ("owner-removed", "owner-added"), ("An owner was removed", "An owner was added"), "What nobody owns nobody keeps right.", (by.present, "*:owner"),
    other=("owner-changed", "An owner was changed", "The new owner must look at what they own: a review is due."),
)  # fmt: skip
family(
    ("approver-loosened", "approver-tightened"), ("More may be decided by fewer or by others", "Fewer may decide, or more must agree"),
    "Approval is worth what it takes to get it.",
    (by.any_of, "organisation:tiers[].reviewer_roles[] organisation:tiers[].approver_roles[] **authority.any_of[]"),
    (by.more, "organisation:tiers[].reviewers **authority.any_of[].n"), (by.shorter, "organisation:review_policy.joint_window"),
    (by.present, "continuity-plan:approved_by message:approver programme:policy_approved_by **approval"),
    other=("approver-changed", "Somebody else approves", "They must know it, and have the authority."),
)  # fmt: skip

# What is done.

family(
    ("escalation-level-removed", "escalation-level-added"), ("A level of an escalation was removed", "A level of an escalation was added"),
    "The path ends sooner.", (by.present, "service:escalation[] vendor:escalation[]"),
)  # fmt: skip
family(
    ("calling-slowed", "calling-quickened"), ("Calling takes longer", "Calling takes less time"), "The next in line hears of it later.",
    (by.shorter, "service:escalation[].wait contact-tree:ring contact-tree:talk **calls[].ring **calls[].talk"),
    (by.choice("serial", "parallel"), "contact-tree:order **calls[].order"),
)  # fmt: skip
family(
    ("call-removed", "call-added"), ("A call was removed from a tree", "A call was added to a tree"), "Somebody, and everybody they call, is not told.",
    (by.present, "**calls[] contact-tree:initiator"),
    other=("call-changed", "Somebody else is called", "They must know whom to call next."),
)  # fmt: skip
family(
    ("tree-weakened", "tree-strengthened"), ("A contact tree tries less", "A contact tree tries more"), "Who misses a call is missed for good.",
    (by.more, "**calls[].attempts"), (by.more, "contact-tree:attempts"), (by.flagged, "**calls[].call_back"),
    (by.more, "contact-tree:quorum[].n"), (by.present, "contact-tree:quorum[] contact-tree:script"),
    (by.choice("nobody", "deputy", "caller"), "contact-tree:take_over"),
)  # fmt: skip
family(
    ("step-removed", "step-added"), ("A step was removed", "A step was added"), "Whoever follows the runbook does not do it any more.",
    (by.present, "runbook:steps[] runbook:ends[]"),
)  # fmt: skip
attention("step-changed", "What a step asks for was changed", "Whoever knows the old step by heart does the old one.",
           each("runbook:steps[].", "do decision role team vendor message after") + " runbook:mode")  # fmt: skip
family(
    ("command-removed", "command-added"), ("A command was removed", "A command was added"), "It must be known by heart, or is not run.",
    (by.present, "runbook:steps[].commands[] runbook:steps[].commands[].run runbook:steps[].commands[].on"),
    other=("command-changed", "A command was changed", "It is typed as it stands, at night. Try it."),
)  # fmt: skip
family(
    ("expect-removed", "expect-added"), ("What to expect of a step was removed", "What to expect of a step was added"),
    "Nobody can tell whether the step worked.", (by.present, "runbook:steps[].expect"),
    other=("expect-changed", "What to expect of a step was changed", "It decides whether to go on."),
)  # fmt: skip
family(
    ("warning-removed", "warning-added"), ("A warning was removed", "A warning was added"), "It stood there because something had happened.",
    (by.present, "runbook:steps[].warning"), other=("warning-changed", "A warning was changed", "It is read before the step."),
)  # fmt: skip
family(
    ("irreversible-removed", "irreversible-marked"), ("A step is not marked irreversible any more", "A step is marked irreversible"),
    "Nothing stops a hand before what cannot be undone.", (by.flagged, "runbook:steps[].irreversible"),
)  # fmt: skip
family(
    ("critical-removed", "critical-marked"), ("A step is not marked critical any more", "A step is marked critical"), "It may be skipped unnoticed.",
    (by.flagged, "runbook:steps[].critical"),
)  # fmt: skip
family(
    ("way-out-removed", "way-out-added"), ("A way on from a failing step was removed", "A way on from a failing step was added"),
    "When the step fails, the runbook says nothing.", (by.present, each("runbook:steps[].", "if_not undo options[] options[].then")),
    other=("way-out-changed", "A way on from a failing step was changed", "It leads somewhere else."),
)  # fmt: skip
attention("way-out-changed", "A way on from a failing step was changed", "It leads somewhere else.", "runbook:steps[].options[].if")
family(
    ("step-slower", "step-quicker"), ("A step takes longer", "A step takes less time"), "It is on the way to being back.",
    (by.shorter, "runbook:steps[].takes.planned runbook:steps[].takes.worst"), severities=(A, I),
)  # fmt: skip
family(
    ("stop-sign-removed", "stop-sign-added"), ("A word on when not to use it was removed", "A word on when not to use it was added"),
    "Somebody uses it where it does harm.", (by.present, "*:not_when[] runbook:use_when"),
    other=("stop-sign-changed", "A word on when to use it was changed", "It sends people elsewhere, or does not any more."),
)  # fmt: skip
attention("stop-sign-changed", "A word on when to use it was changed", "It sends people elsewhere, or does not any more.", "*:not_when.**")
family(
    ("access-removed", "access-added"), ("Something to have at hand was removed", "Something to have at hand was added"),
    "It is missed when the first step needs it.", (by.present, "runbook:access[] runbook:prerequisites[] role:requires[]"), severities=(A, I),
)  # fmt: skip
family(
    ("gate-removed", "gate-added"), ("A condition for starting recovery was removed", "A condition for starting recovery was added"),
    "Recovery may start where it does more harm.", (by.present, "scenario:gates[] scenario:gates[].by"),
    other=("gate-changed", "A condition for starting recovery was changed", "It decides when recovery may start."),
)  # fmt: skip
family(
    ("duty-removed", "duty-added"), ("A duty was removed", "A duty was added"), "Nobody does it unasked.",
    (by.present, "continuity-plan:phases[] continuity-plan:phases[].duties[] role:duties[] role:duties[].duties[] "
     "continuity-plan:response[].duties[] continuity-plan:activation.first_actions[] continuity-plan:stand_down.actions[]"),
)  # fmt: skip
family(
    ("threshold-removed", "threshold-added"), ("A reason to invoke the plan was removed", "A reason to invoke the plan was added"),
    "The plan is put into force later, or not.",
    (by.present, "continuity-plan:activation.thresholds[] continuity-plan:activation.criteria"),
    (by.shorter, "continuity-plan:activation.thresholds[].after"),
    other=("activation-changed", "What puts the plan into force was changed", "Whoever decides must know it."),
)  # fmt: skip

# What is prepared.

family(
    ("strategy-removed", "strategy-added"), ("A strategy was removed", "A strategy was added"), "Nothing is prepared for the scenario.",
    (by.present, "service:strategies[] process:workaround process:workaround.how"),
    other=("strategy-changed", "A strategy was changed", "Something else is done when the scenario comes."),
)  # fmt: skip
family(
    ("strategy-weakened", "strategy-strengthened"), ("A strategy does less", "A strategy does more"), "It carries less, for a shorter time, or comes later.",
    (by.more, "service:strategies[].capacity process:workaround.capacity"), (by.longer, "service:strategies[].sustains process:workaround.sustains"),
    (by.shorter, "service:strategies[].activates_in process:workaround.ready_in"), (by.unless("accept"), "service:strategies[].approach"),
    other=("strategy-changed", "A strategy was changed", "Something else is done when the scenario comes."),
)  # fmt: skip
attention("strategy-changed", "A strategy was changed", "Something else is done when the scenario comes.",
           each("service:strategies[].", "scenario from until_outage"))  # fmt: skip
family(
    ("runbook-unlinked", "runbook-linked"), ("A runbook does not belong to it any more", "A runbook belongs to it"), "It is not found when it is needed.",
    (by.present, "**runbooks[] runbook:services[] runbook:scenarios[] contact-tree:services[] contact-tree:scenarios[]"),
)  # fmt: skip
family(
    ("dependency-added", "dependency-removed"), ("Something more is needed", "Something is not needed any more"),
    "It must be there first, and keep to what is asked of it.", (by.absent, "service:depends_on[] process:uses[] process:requires[] resource:needs[]"),
    severities=(A, A), other=("dependency-changed", "What is needed, or how badly, was changed", "It may stop sooner, or wait longer."),
)  # fmt: skip
attention("dependency-changed", "What is needed, or how badly, was changed", "It may stop sooner, or wait longer.",
           each("service:depends_on[].", "strength for tolerates") + " channel:vendor channel:service site:within")  # fmt: skip
attention("dependency-changed", "What is needed, or how badly, was changed", "It may stop sooner, or wait longer.",
           each("service:depends_on[].", "service vendor site resource channel"), by.what_is_needed)  # fmt: skip
family(
    ("fallback-removed", "fallback-added"), ("Something to fall back on was removed", "Something to fall back on was added"),
    "When the first fails there is no second.",
    (by.another_way, "service:depends_on[].any_of[]"),
    (by.present, "**alternative vendor:substitutes[] vendor:exit_plan vendor:if_down **fallback **fallback_vendor "
     "resource:offline_copy scenario:fallbacks[] scenario:fallbacks[].do continuity-plan:command_centre.alternate service:sites[] "
     "continuity-plan:command_centre.alternate_channel channel:fallback_note continuity-plan:distribution[]"),
    other=("fallback-changed", "What to fall back on was changed", "It must be ready, and known."),
)  # fmt: skip
family(
    ("readiness-lowered", "readiness-raised"), ("A site is less ready", "A site is readier"), "It takes longer until work goes on there.",
    (by.choice("cold", "warm", "hot", "mirrored"), "site:readiness service:sites[].readiness"),
    other=("readiness-changed", "The readiness of a site was changed", "It takes another time until work goes on there."),
)  # fmt: skip
family(
    ("backup-removed", "backup-added"), ("A backup was removed", "A backup was added"), "There is one copy less to come back from.",
    (by.present, "service:backups[]"),
)  # fmt: skip
family(
    ("backup-weakened", "backup-strengthened"), ("A backup saves less", "A backup saves more"), "More is lost, or it takes longer to bring back.",
    (by.shorter, each("service:backups[].", "every takes offsite lag")), (by.longer, "service:backups[].keep"),
    (by.more, "service:backups[].restore_gb_per_hour"), (by.flagged, "service:backups[].isolated"),
)  # fmt: skip
attention("scenario-changed", "What a scenario takes away was changed", "Everything prepared for it was measured against the old one.",
           each("scenario:", "loses[] channels_lost[] expected_outage detect loss_class"))  # fmt: skip
attention("impact-changed", "The impact of a disruption was judged differently", "Required recovery times follow from it.",
           "process:impact.** organisation:impact_levels.** organisation:time_bands[] organisation:time_bands")  # fmt: skip
family(
    ("scope-narrowed", "scope-widened"), ("Less is covered", "More is covered"), "What is left out is not planned for, or not told.",
    (by.present, "continuity-plan:scope.services[] continuity-plan:scope.sites[] continuity-plan:scope.units[] continuity-plan:scenarios[] "
     "continuity-plan:messages[] continuity-plan:resources[] message:audience[] message:channels[] message:channel programme:scope "
     "programme:interested_parties[] programme:frameworks[]"),
    other=("scope-changed", "Something else is covered", "What is left out is not planned for, or not told."),
)  # fmt: skip
family(
    ("exclusion-added", "exclusion-removed"), ("Something is left out on purpose", "Something is not left out any more"), "Nobody plans for it.",
    (by.absent, "continuity-plan:exclusions[] programme:exclusions[]"),
)  # fmt: skip

# How it is kept right.

family(
    ("cadence-lengthened", "cadence-shortened"), ("Something is looked at less often", "Something is looked at more often"),
    "What is wrong stays wrong for longer.",
    (by.supplied(by.oftener), "service:review_every"),
    (by.oftener, "*:review_every " + each("organisation:tiers[].", "review_every exercise_every contact_check_every restore_test_every")
     + " " + each("organisation:review_policy.", "review_every exercise_every contact_check_every")),
    (by.present, "organisation:review_policy.after[] programme:exercise_programme[]"), (by.fuller, "organisation:review_policy.after"),
)  # fmt: skip
family(
    ("rule-lowered", "rule-raised"), ("A rule counts less", "A rule counts more"), "What it finds does not stop anybody any more.",
    (by.severity, "organisation:rules.**"),
    other=("rule-changed", "The severity of a rule was set", "What it finds counts differently from before."),
)  # fmt: skip
family(
    ("appetite-raised", "appetite-lowered"), ("More risk is borne", "Less risk is borne"), "Risks that had to be treated may be left.",
    (by.fewer, "organisation:risk_appetite.accept_up_to organisation:risk_appetite.never_above"),
)  # fmt: skip
family(
    ("acceptance-extended", "acceptance-shortened"), ("Something is put up with for longer", "Something is put up with for a shorter time"),
    "What was to be mended by a day need not be.",
    (by.earlier, "waiver:until risk:acceptance.until service:objectives.accepted_gap.until service:strategies[].until"),
)  # fmt: skip
family(
    ("acceptance-added", "acceptance-removed"), ("A shortfall was accepted", "A shortfall is not accepted any more"), "It need not be mended.",
    (by.absent, "risk:acceptance.by service:objectives.accepted_gap.by service:strategies[].accepted_by"),
    other=("acceptance-changed", "Somebody else accepts a shortfall", "They must have the authority."),
)  # fmt: skip
family(
    ("waiver-broadened", "waiver-narrowed"), ("A waiver covers more", "A waiver covers less"), "Findings that stopped a build do not any more.",
    (by.present, "waiver:subject waiver:field waiver:value"),
    other=("waiver-changed", "A waiver covers something else", "Other findings are passed over."),
)  # fmt: skip
attention(
    "waiver-changed", "A waiver covers something else", "Other findings are passed over.", "waiver:rule waiver:accepted_by waiver:authority"
)
attention("rating-changed", "A risk is rated or treated differently", "Whether it may be borne follows from it.",
           "risk:inherent.** risk:residual.** risk:treatment risk:scenario")  # fmt: skip
family(
    ("control-removed", "control-added"), ("Something in place against a risk was removed", "Something is in place against a risk"),
    "The risk is greater than it is rated.", (by.present, "risk:controls[] risk:assets[]"), (by.flagged, "control:effective"),
)  # fmt: skip
family(
    ("evidence-removed", "evidence-added"), ("Evidence was removed", "Evidence was added"), "What was tried cannot be shown any more.",
    (by.present, "vendor:test_evidence[] control:evidence[] exercise:results[] exercise:call_trees[] incident:services[] incident:lessons[] "
     "record:nonconformities[] " + each("exercise:", "held report_approved_by summary")),
    (by.flagged, "exercise:results[].passed incident:services[].passed action:verified.effective"),
    other=("evidence-changed", "A record of what happened was changed", "What happened does not change afterwards. Say why."),
)  # fmt: skip
attention("evidence-changed", "A record of what happened was changed", "What happened does not change afterwards. Say why.",
           "exercise:results.** exercise:call_trees.** incident:times.** incident:services.** incident:log.** exercise:kind exercise:scope "
           "exercise:environment exercise:scenario record:outcome record:held record:type incident:severity incident:scenario")  # fmt: skip
attention("attestation-edited", "A signature was changed after it was given", "Reviews, approvals and contact checks are never edited: sign again.",
           "review:** approval:** contact-check:**")  # fmt: skip
family(
    ("action-postponed", "action-brought-forward"), ("An action is due later", "An action is due sooner"), "What was found stays as it is for longer.",
    (by.sooner, "action:due"), severities=(A, I),
)  # fmt: skip
family(
    ("exercise-postponed", "exercise-brought-forward"), ("An exercise is planned for a later day, or for none", "An exercise is planned for an earlier day"),
    "What it would prove stays unproven for longer.", (by.still_to_come, "exercise:planned"), severities=(A, I),
)  # fmt: skip
attention(
    "action-changed",
    "The state of an action was changed",
    "Done is done when somebody has looked.",
    "action:status action:owner action:severity",
)
attention(
    "visibility-changed",
    "Who may see something was changed",
    "More people see it, or those who need it do not.",
    "**visibility organisation:default_visibility",
)
attention(
    "lifecycle-changed",
    "A service was started or retired",
    "Services that are not in operation are left out of what is reckoned.",
    "service:lifecycle",
)

# Whole records.

GONE = rule(
    "record-removed", W, "A record was removed", "Everything in it is gone, and whatever points to it leads nowhere.", "record-added"
)
NEW = rule("record-added", I, "A record was added", "The other way round: everything in it is new.", "record-removed")
EXERCISE_GONE = rule(
    "exercise-removed", W, "The record of an exercise or incident was removed", "What it proved is not proven any more.", "exercise-added"
)
EXERCISE_NEW = rule(
    "exercise-added", I, "The record of an exercise or incident was added", "What it proves counts from now on.", "exercise-removed"
)
UNSIGNED = rule(
    "attestation-removed", W, "A signature was removed", "What was looked at was not, as far as anybody can tell.", "attestation-added"
)
SIGNED = rule("attestation-added", I, "Something was signed", "Somebody looked, approved or tried a number.", "attestation-removed")
WAIVED = rule("waiver-added", W, "A waiver was added", "Findings that stopped a build do not any more.", "waiver-removed")
UNWAIVED = rule(
    "waiver-removed", I, "A waiver was removed", "The other way round: findings that were passed over count again.", "waiver-added"
)
