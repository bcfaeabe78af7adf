"""Headings, labels and the banner in both languages.

Here: fixed words without results. Not here: sentences about results (`findings.py`), caveats
and method (`cautions.py`).
"""

from __future__ import annotations

from kj_assets.figure.wording import Language

HEADINGS: dict[str, dict[Language, str]] = {
    "contents": {"en": "Contents", "ko": "차례"},
    "headline": {"en": "In brief", "ko": "요약"},
    "distribution": {"en": "How people answered", "ko": "응답 분포"},
    "effects": {"en": "What goes with support", "ko": "지지와 연관된 요인"},
    "comparison": {"en": "Two outcomes compared", "ko": "두 결과의 비교"},
    "within": {"en": "What goes with support, group by group", "ko": "집단별 지지 요인"},
    "sensitivity": {"en": "How much depends on choices", "ko": "분석 방식에 따른 차이"},
    "subgroups": {"en": "Who answered how", "ko": "집단별 응답"},
    "missing_answers": {"en": "Who did not answer", "ko": "무응답"},
    "weighting": {"en": "What the weights do", "ko": "가중치"},
    "effect_trend": {"en": "What goes with support, over time", "ko": "지지 요인의 추이"},
    "changes": {"en": "What changed since the last wave", "ko": "지난 조사 이후의 변화"},
    "question": {"en": "The question to watch", "ko": "지켜볼 질문"},
    "trend": {"en": "Over time", "ko": "추이"},
    "remarks": {"en": "What this does and does not say", "ko": "해석과 한계"},
    "method": {"en": "Method", "ko": "조사·분석 방법"},
    "provenance": {"en": "Where the numbers come from", "ko": "자료의 출처"},
    "briefings": {"en": "All briefings", "ko": "브리핑 목록"},
    "keeps_address": {
        "en": "This briefing keeps its address.",
        "ko": "이 브리핑의 주소는 바뀌지 않습니다.",
    },
    "to_latest": {"en": "The latest briefing", "ko": "최신 브리핑 보기"},
    "to_cite": {
        "en": "The front page will show the next briefing once there is one. To cite this one:",
        "ko": "다음 브리핑이 나오면 첫 페이지는 그것으로 바뀝니다. 이 브리핑을 인용할 주소:",
    },
    "published": {"en": "Published and computed", "ko": "공표 수치와 계산 수치"},
    "table": {"en": "Table behind figure {number}", "ko": "그림 {number}의 표"},
    "figure": {"en": "Figure {number}", "ko": "그림 {number}"},
    "skip": {"en": "Skip to the text", "ko": "본문으로 건너뛰기"},
    "scroll": {"en": "Table, scrolls sideways", "ko": "표, 옆으로 스크롤"},
    "scroll_hint": {"en": "More columns to the right →", "ko": "오른쪽에 열이 더 있습니다 →"},
    "assumed": {"en": "Assumed, not published", "ko": "공표되지 않아 가정한 것"},
    "banner_title": {
        "en": "RECONSTRUCTED respondents – not survey evidence",
        "ko": "재구성한 응답자료 – 실제 조사 결과의 근거가 아님",
    },
    "banner": {
        "en": "The respondents behind these numbers were drawn by a program, not asked. They show "
        "how the tracker works and are evidence of nothing; only numbers marked as published come "
        "from a survey.",
        "ko": "이 수치의 응답자료는 실제로 조사한 것이 아니라 프로그램으로 만들어 낸 것입니다. "
        "추적조사의 작동 방식을 보여 줄 뿐 어떤 사실의 근거도 되지 않으며, ‘공표’로 표시한 "
        "수치만 실제 조사에서 나온 것입니다.",
    },
    "banner_mixed": {
        "en": "The respondents of {made} were drawn by a program, not asked: their numbers show "
        "how the tracker works and are evidence of nothing. Those of {asked} answered a survey. "
        "Nothing is tested between the two.",
        "ko": "{made} 응답자료는 실제로 조사한 것이 아니라 프로그램으로 만들어 낸 것으로, "
        "추적조사의 작동 방식을 보여 줄 뿐 어떤 사실의 근거도 되지 않습니다. {asked} 응답자료는 "
        "실제 조사에서 나온 것이며, 둘 사이에는 어떤 검정도 하지 않습니다.",
    },
    "calibrated": {
        "en": "The respondents of this wave were drawn to meet its published figures.",
        "ko": "이 조사의 응답자료는 공표된 수치에 맞춰 만들어 낸 것이다.",
    },
    "drawn": {
        "en": "The respondents of this wave were drawn by a program, not to meet any figures in "
        "print.",
        "ko": "이 조사의 응답자료는 프로그램으로 만들어 낸 것이며, 맞춘 공표 수치는 없다.",
    },
    "file": {
        "en": "Respondents: {path}, SHA-256 {sha256}.",
        "ko": "응답자료: {path}, SHA-256 {sha256}.",
    },
    "none": {"en": "none", "ko": "없음"},
}
