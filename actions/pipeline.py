"""每个动作就是一串有名字的步骤；第一个给出结局的步骤说了算。"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.outcomes import Outcome, Reply, text_message
from actions.steps import (
    ages,
    alongside,
    answering,
    assuming,
    beyond_guide,
    boundary,
    calling,
    changed_fact,
    choosing,
    complaints,
    continuing,
    correcting,
    done_already,
    doubting,
    events,
    fields,
    finding,
    grievances,
    hearing_places,
    insisting,
    listed,
    naming_step,
    neighbours,
    one_step,
    own_records,
    places,
    progress,
    recalling,
    refusing,
    resuming,
    situations,
    social,
    statuses,
    step_by_context,
    stories,
    subjects,
    untold,
    unwanting,
    verdicts,
)
from actions.turn import Turn
from actions.wording import say

StepFunction = Callable[[Turn], Reply | None]

ALWAYS_FIRST: Sequence[StepFunction] = (
    insisting.no_numbers,
    refusing.leave_out_orders,
    stories.speak_plainly,
    insisting.doubt_privacy,
    boundary.emergency,
    boundary.impossible,
    own_records.own_records,
    boundary.others_data,
    refusing.decision,
    refusing.only_telling,
    refusing.own_figures,
    refusing.pet_papers,
    refusing.foreign_office,
    refusing.wrongful,
    refusing.proper_way,
    hearing_places.note_region,
    resuming.resume,
    progress.tick,
    progress.doubt_moving,
    one_step.later,
    one_step.about_step,
    beyond_guide.said_first,
    one_step.why_step,
    situations.note_event_date,
    correcting.note_denial,
    refusing.chasing,
    verdicts.verdict,
    grievances.grievance,
    choosing.pick_offered,
    choosing.name_said,
    untold.untold_part,
    recalling.go_back,
    untold.back_by_name,
    stories.which_of_two,
    unwanting.drop_plainly,
    situations.answer_asked,
    unwanting.drop_unwanted,
    situations.suppose,
    situations.changed_mind,
    changed_fact.changed_fact,
    neighbours.supposed_neighbour,
    one_step.asked_step,
    alongside.left_out,
    beyond_guide.other_need,
    alongside.follow_up,
    neighbours.other_way_asked,
    correcting.dissatisfied,
    correcting.no_longer,
    correcting.put_right,
    ages.right_age,
    insisting.insist,
    listed.answer_list,
    statuses.own_kind,
    subjects.change_subject,
    places.settle_region,
    places.only_place,
    places.follow_region,
    social.remark,
    social.mid_topic,
    doubting.doubt_intent,
    doubting.fresh_start,
    fields.heard_by_words,
    finding.too_general,
)
"""每个动作都先走的步骤，次序有讲究：先是安全与边界，再是记下地区、编号、进度、日期，再是回答刚才问的和刚才列的，
最后才看是不是换了人、换了地方、插了句闲话。每一步做什么见它自己的说明。"""

PIPELINES: dict[str, Sequence[StepFunction]] = {
    "action_find_service": (
        done_already.already_done,
        stories.two_requests,
        continuing.another_matter,
        answering.answer_open,
        stories.story,
        events.told,
        step_by_context.answer_step,
        continuing.continue_topic,
        finding.find,
    ),
    "action_answer_field": (
        stories.both_fields,
        stories.two_requests,
        fields.answer,
        answering.answer_open,
        continuing.continue_topic,
        finding.find,
    ),
    "action_choose": (choosing.nothing_to_choose,),
    "action_ask_region": (
        places.switch_region,
        fields.answer,
        step_by_context.answer_step,
        continuing.continue_topic,
        places.introduce,
        finding.find,
        places.ask_topic,
    ),
    "action_correct": (
        correcting.start_over,
        situations.restate,
        answering.answer_open,
        step_by_context.answer_step,
        correcting.correct,
        finding.find,
    ),
    "action_ask_situation": (
        assuming.assume_offered,
        done_already.already_done,
        events.told,
        stories.story,
        situations.restate,
        continuing.another_matter,
        answering.answer_open,
        subjects.tell_more,
        step_by_context.answer_step,
        continuing.continue_topic,
        situations.more_about_current,
        finding.find,
    ),
    "action_guide_progress": (
        progress.repeat,
        done_already.already_done,
        progress.progress,
        answering.answer_open,
        fields.answer,
        step_by_context.answer_step,
        continuing.continue_topic,
        finding.find,
    ),
    "action_small_talk": (answering.answer_open, boundary.rescue_service, boundary.small_talk),
    "action_out_of_scope": (
        answering.answer_open,
        verdicts.personal_case,
        boundary.rescue_service,
        boundary.out_of_scope,
    ),
    "action_hand_over": (answering.answer_open, complaints.complaint_service, complaints.hand_over),
}

ACTION_OF: dict[str, str] = {
    intent: action
    for action, intents in {
        "action_find_service": "ask_service tell_event nlu_fallback",
        "action_answer_field": (
            "ask_materials ask_steps ask_time ask_fee ask_place ask_online ask_phone ask_conditions "
            "ask_agent ask_elsewhere ask_difference ask_result ask_more ask_order"
        ),
        "action_choose": "choose",
        "action_ask_region": "inform_region",
        "action_correct": "correct start_over",
        "action_ask_situation": "affirm deny unsure inform_situation",
        "action_guide_progress": "step_done next_step skip_step remaining_steps repeat simplify",
        "action_small_talk": "greet thanks goodbye bot_challenge chitchat abuse",
        "action_out_of_scope": "off_topic injection others_privacy personal_case",
        "action_hand_over": "complain human emergency",
    }.items()
    for intent in intents.split()
}
"""每个意图走哪个动作；与 bot/rules.yml 一致（tests/bot 检查）。"""


def run(action: str, turn: Turn) -> Reply:
    """执行一个动作的全部步骤；都没有结局时如实说没找到。未知动作抛出 KeyError。"""
    heard = turn.intent
    for step in ALWAYS_FIRST:
        reply = step(turn)
        if reply is not None:
            return _finish(turn, reply, step)
    for step in PIPELINES[ACTION_OF[turn.intent] if turn.intent != heard else action]:
        reply = step(turn)
        if reply is not None:
            return _finish(turn, reply, step)
    return Reply(Outcome.NOT_FOUND, [text_message(say("not_found") + say("not_found_hint"))])


def _say_region(turn: Turn, reply: Reply) -> None:
    """这句话定下了地区，而回复里没提到：先说一声按哪里查的，好让人改。"""
    region = turn.region
    answering = reply.outcome in {Outcome.CHOICES, Outcome.FIELD, Outcome.PROGRESS}
    if region is None or not turn.region_changed or not answering or turn.assumed:
        return
    said = "".join(str(message.get("text", "")) for message in reply.messages)
    if region.short not in said:
        turn.assumed = say("region_noted", region=region.name)


def _finish(turn: Turn, reply: Reply, step: StepFunction) -> Reply:
    """记下是哪一步答的，存下指南，把替市民做的假定说在前面。"""
    turn.answered_by = step.__name__
    if reply.outcome not in {Outcome.EMERGENCY, Outcome.OUT_OF_SCOPE, Outcome.SMALL_TALK}:
        turn.state.clarifying.pop(insisting.ENDED, None)
    if reply.outcome is Outcome.GUIDE:
        turn.state.clarifying.pop(naming_step.STEP, None)
    resuming.keep(turn, reply)
    _say_region(turn, reply)
    calling.number_first(turn, reply)
    assumed = [text_message(turn.assumed)] if turn.assumed else []
    return Reply(reply.outcome, [*assumed, *reply.messages])
