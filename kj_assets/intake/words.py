"""Every word of the check, in both languages.

Here: headings, how each subject was looked at, findings. Not here: choosing them (`check.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from kj_assets.figure.wording import Language, Word
from kj_assets.intake.findings import Value, in_language

PHRASES: dict[str, dict[Language, str]] = {
    "title": {"en": "Check of wave {wave}", "ko": "{wave} 조사 점검"},
    "against": {
        "en": "Held against wave {last}. Nothing was built and nothing in data/ was touched.",
        "ko": "{last} 조사와 비교했습니다. 아무것도 생성하지 않았으며 data/ 폴더는 그대로입니다.",
    },
    "alone": {
        "en": "There is no earlier wave to hold it against. Nothing was built.",
        "ko": "비교할 이전 조사가 없습니다. 아무것도 생성하지 않았습니다.",
    },
    "may_be_built": {
        "en": "Nothing keeps this wave from being built: kj build.",
        "ko": "이 조사는 바로 생성할 수 있습니다: kj build.",
    },
    "may_not_be_built": {
        "en": "This wave cannot be built yet. What blocks it is marked below.",
        "ko": "아직 생성할 수 없습니다. 막고 있는 항목은 아래에 표시되어 있습니다.",
    },
    "to_look_at": {
        "en": "{n} subjects want a look; they do not stop the build.",
        "ko": "확인이 필요한 항목 {n}개. 생성을 막지는 않습니다.",
    },
    "reconstructed": {
        "en": "RECONSTRUCTED respondents – not survey evidence",
        "ko": "재구성한 응답자료 – 실제 조사 결과의 근거가 아님",
    },
    "blocks": {"en": "blocks", "ko": "차단"},
    "look": {"en": "look at it", "ko": "확인 필요"},
    "fine": {"en": "fine", "ko": "이상 없음"},
    "unseen": {"en": "not looked at", "ko": "점검하지 않음"},
    "skip": {"en": "Skip to the text", "ko": "본문으로 건너뛰기"},
    "scroll": {"en": "Table, scrolls sideways", "ko": "표, 옆으로 스크롤"},
    "contents": {"en": "Contents", "ko": "차례"},
    # Headings, and under them what was looked at.
    "decisions": {"en": "Decisions", "ko": "결정할 사항"},
    "decisions_how": {
        "en": "Lines of wave.yaml marked TODO want a person.",
        "ko": "wave.yaml에서 TODO로 표시된 줄은 사람이 결정해야 합니다.",
    },
    "number": {"en": "Number of respondents", "ko": "응답자 수"},
    "number_how": {
        "en": "Rows of the file ({found}) against the number in the fieldwork report ({reported}).",
        "ko": "파일의 행 수({found})와 실사 보고서의 응답자 수({reported})를 비교합니다.",
    },
    "days": {"en": "Days of fieldwork", "ko": "조사 기간"},
    "days_how": {
        "en": "The days of wave.yaml ({start} to {end}) against dates of interviews in the file.",
        "ko": "wave.yaml의 조사 기간({start} ~ {end})을 파일에 있는 조사 일자와 비교합니다.",
    },
    "crosswalk": {"en": "Columns, codes and labels", "ko": "변수, 코드, 보기 문구"},
    "crosswalk_how": {
        "en": "Columns that are not in the file, codes without a mapping, mappings that no row "
        "uses, cells that are no numbers, labels that say something else than the crosswalk.",
        "ko": "파일에 없는 변수, 연결되지 않은 코드, 쓰이지 않은 연결, 숫자가 아닌 값, 보기 문구와 "
        "어긋나는 연결을 찾습니다.",
    },
    "gate": {"en": "The gate", "ko": "검증 규칙"},
    "gate_how": {
        "en": "The {n} rules this wave must meet, row by row and as a whole.",
        "ko": "이 조사가 지켜야 하는 규칙 {n}개를 응답자별로, 또 전체로 확인합니다.",
    },
    "doubles": {"en": "Duplicated respondents", "ko": "중복 응답자"},
    "doubles_how": {
        "en": "Ids that repeat, rows equal in every column but the id, and doubles in another "
        "wave beyond what the doubles within this one lead to expect (exact binomial test).",
        "ko": "반복된 번호, 번호 말고는 모든 값이 같은 행, 그리고 이 조사 안의 우연한 일치에 비해 "
        "지나치게 많은 다른 조사와의 일치(이항 정확 검정)를 찾습니다.",
    },
    "straight": {"en": "Straight-lining", "ko": "한 줄 응답"},
    "straight_how": {
        "en": "Weighted share who gave one answer to all items of a scale, against the other "
        "wave's (design-based t test).",
        "ko": "같은 척도의 모든 문항에 같은 답을 한 응답자의 가중 비율을 이전 조사와 비교합니다"
        "(표본설계를 반영한 t 검정).",
    },
    "weights": {"en": "Weights", "ko": "가중치"},
    "weights_how": {
        "en": "Scaled to mean 1. The design effect (Kish) is what unequal weights cost.",
        "ko": "평균 1로 맞춘 값입니다. 설계효과(Kish)는 가중치의 차이로 잃는 정밀도를 뜻합니다.",
    },
    "missing": {"en": "Missing answers", "ko": "무응답"},
    "missing_how": {
        "en": "Weighted shares of don't know, refused and the like, wave {last} and wave {wave}: "
        "design-based t test of the difference, p adjusted over the items (Holm). Items that "
        "were not asked are not missing.",
        "ko": "모름·무응답 등의 가중 비율을 {last} 조사와 {wave} 조사 사이에 비교합니다. "
        "표본설계를 반영한 t 검정이며, 유의확률은 문항 수에 맞추어 보정했습니다(Holm). "
        "묻지 않은 문항은 무응답이 아닙니다.",
    },
    "moved": {"en": "Distributions", "ko": "응답 분포"},
    "moved_how": {
        "en": "Wave {last} and wave {wave} as two independent samples: design-based test of the "
        "whole distribution (Rao–Scott, second order), p adjusted over the items (Holm). Opinions "
        "move; so do codes that were mixed up. Items that the weights or the design fix are left "
        "out.",
        "ko": "{last} 조사와 {wave} 조사를 독립된 두 표본으로 보고 분포 전체를 검정합니다"
        "(라오–스콧 2차 보정). 유의확률은 문항 수에 맞추어 보정했습니다(Holm). 여론은 "
        "변하지만, 코드가 뒤바뀌어도 분포는 달라집니다. "
        "가중치나 표본 설계로 고정된 문항은 제외합니다.",
    },
    # Why a subject was not looked at.
    "file_unread": {"en": "The file could not be read.", "ko": "파일을 읽지 못했습니다."},
    "not_that_far": {
        "en": "The wave did not come that far: see what blocks it.",
        "ko": "앞 단계에서 막혀 점검하지 못했습니다. 차단 항목을 확인하십시오.",
    },
    "nothing_to_compare": {
        "en": "There is no other wave to compare with, or one of the two has no weights yet.",
        "ko": "비교할 조사가 없거나, 둘 가운데 하나에 아직 가중치가 없습니다.",
    },
    "no_scale_shared": {
        "en": "Fewer than three items share a scale.",
        "ko": "같은 척도를 쓰는 문항이 세 개 미만입니다.",
    },
    # Findings.
    "decisions_left": {"en": "{n} decisions are left:", "ko": "결정할 사항이 {n}개 남았습니다."},
    "read_with_remarks": {
        "en": "What to know of how the file was read:",
        "ko": "파일을 읽을 때 다음 사항을 확인해야 합니다.",
    },
    "n_unreported": {
        "en": "The file has {found} respondents; wave.yaml gives no number to hold them against.",
        "ko": "파일의 응답자는 {found}명이나, wave.yaml에 비교할 응답자 수가 없습니다.",
    },
    "n_differs": {
        "en": "The file has {found} respondents, the fieldwork report {reported}.",
        "ko": "파일의 응답자는 {found}명, 실사 보고서의 응답자는 {reported}명입니다.",
    },
    "days_to_come": {
        "en": "By wave.yaml the fieldwork ends on {end}, a day that has not come yet.",
        "ko": "wave.yaml의 조사 종료일({end})이 아직 지나지 않았습니다.",
    },
    "days_differ": {
        "en": "wave.yaml says {start} to {end}, and no column of dates in the file does:",
        "ko": "wave.yaml의 조사 기간은 {start} ~ {end}이지만, 파일에서 찾은 날짜는 다릅니다.",
    },
    "refused": {"en": "The build would refuse this wave:", "ko": "이대로는 생성이 거부됩니다."},
    "labels_contradict": {
        "en": "The file's own label says something else than the crosswalk:",
        "ko": "파일의 보기 문구가 연결된 뜻과 다릅니다.",
    },
    "gate_fails": {"en": "A rule does not hold:", "ko": "지켜지지 않은 규칙:"},
    "same_file": {
        "en": "The file is, byte for byte, that of wave {last}.",
        "ko": "{last} 조사의 파일과 완전히 같은 파일입니다.",
    },
    "ids_repeated": {
        "en": "{n} ids stand more than once:",
        "ko": "두 번 이상 나타난 번호 {n}개:",
    },
    "ids_alike": {
        "en": "{n} ids differ from another of the file only in how they are written (leading "
        "zeros, decimals, case, width, spaces); they count as different respondents:",
        "ko": "표기(앞자리 0, 소수점, 대소문자, 전각 문자, 공백)만 다르고 값은 같은 번호 {n}개. "
        "서로 다른 응답자로 봅니다.",
    },
    "rows_copied": {
        "en": "{n} rows equal another row in every column but the id:",
        "ko": "번호 말고는 다른 행과 모든 값이 같은 행 {n}개:",
    },
    "ids_shared": {
        "en": "{n} of {of} ids also stand in wave {last}: members of one panel asked again, or "
        "numbers that start anew. If it is a panel, say so in wave.yaml (panel: shares_with), or "
        "changes are tested as if nobody had been asked twice.",
        "ko": "응답자 {of}명 가운데 {n}명의 번호가 {last} 조사에도 있습니다. 같은 패널을 다시 "
        "조사했거나 번호를 새로 매긴 것입니다. 같은 패널이라면 wave.yaml에 적으십시오(panel: "
        "shares_with). 적지 않으면 두 조사를 독립된 표본으로 보고 변화를 검정합니다.",
    },
    "ids_shared_by_form": {
        "en": "{as_written} of {of} ids also stand in wave {last} as they are written, {by_value} "
        "by their value (whatever leading zeros, decimals, case, width and spaces): one of the "
        "files has lost the form of its ids. If it is a panel, say so in wave.yaml, and which is "
        "right (panel: shares_with, and ids: as_written or by_value).",
        "ko": "응답자 {of}명 가운데 번호가 {last} 조사에도 있는 사람은 표기 그대로는 "
        "{as_written}명, 값으로는(앞자리 0, 소수점, 대소문자, 전각 문자, 공백을 무시하면) "
        "{by_value}명입니다. 둘 중 한 파일에서 번호의 표기가 바뀐 것입니다. 같은 패널이라면 "
        "wave.yaml에 적고 어느 쪽이 맞는지도 정하십시오(panel: shares_with와 ids: as_written "
        "또는 by_value).",
    },
    "panel_matched": {
        "en": "{n} of {of} respondents were asked in wave {last} too, as the panel declares. "
        "Changes are tested with them matched.",
        "ko": "패널로 선언한 대로 응답자 {of}명 가운데 {n}명이 {last} 조사에도 응답했습니다. "
        "변화는 이들을 연결하여 검정합니다.",
    },
    "doubles_across": {
        "en": "{n} of {of} respondents have exactly the answers of someone in wave {last}, "
        "{within} those of someone in their own wave: more than chance explains ({p}). "
        "Was part of the old file delivered again?",
        "ko": "응답자 {of}명 가운데 {n}명의 답이 {last} 조사의 누군가와 모두 같고, 같은 "
        "조사 안에서는 {within}명이 그렇습니다. 우연으로 보기 어렵습니다({p}). 지난 자료가 "
        "섞여 들어오지 않았는지 확인하십시오.",
    },
    "straighter": {
        "en": "{items}: {now} gave one answer to all, {before} in the other wave ({p}).",
        "ko": "{items}: 모든 문항에 같은 답을 한 비율 {now}, 이전 조사 {before}({p}).",
    },
    "weights_heavy": {"en": "The weights are heavy:", "ko": "가중치의 편차가 큽니다."},
    "missing_moved": {
        "en": "{item}: {now} missing, {before} before ({points} points, {p}).",
        "ko": "{item}: 무응답 {now}, 이전 {before}({points}%p, {p}).",
    },
    "distribution_moved": {
        "en": "{item} moved more than chance allows ({p}), most of all “{level}”: "
        "{before} → {now} ({points} points).",
        "ko": "{item}: 우연으로 보기 어려운 변화입니다({p}). 가장 많이 달라진 보기는 ‘{level}’: "
        "{before} → {now}({points}%p).",
    },
    "scale_differs": {
        "en": "{item}: the two waves offer different answers; distributions not compared.",
        "ko": "{item}: 두 조사의 보기가 달라 분포를 비교하지 않습니다.",
    },
    # Table headers.
    "item": {"en": "Item", "ko": "문항"},
    "items": {"en": "Items", "ko": "문항"},
    "level_most": {"en": "Moved most", "ko": "가장 달라진 보기"},
    "share_last": {"en": "Before", "ko": "이전"},
    "share_new": {"en": "Now", "ko": "현재"},
    "points": {"en": "Points", "ko": "변화(%p)"},
    "p": {"en": "p", "ko": "p"},
    "p_holm": {"en": "p (Holm)", "ko": "p (Holm)"},
    "wave": {"en": "Wave", "ko": "조사"},
    "smallest": {"en": "Smallest", "ko": "최소"},
    "median": {"en": "Median", "ko": "중앙값"},
    "largest": {"en": "Largest", "ko": "최대"},
    "largest_share": {"en": "Largest of all weight", "ko": "최대 가중치의 비중"},
    "deff": {"en": "Design effect", "ko": "설계효과"},
    "n_eff": {"en": "Effective n", "ko": "유효 표본 크기"},
}


def say(key: str, language: Language, values: Mapping[str, Value] | None = None) -> str:
    """A phrase in a language with its values."""
    words = {name: Word(in_language(v, language)) for name, v in (values or {}).items()}
    return PHRASES[key][language].format(**words)
