"""The fixed words of the page in both languages: headings, labels and sentence templates.

Here: text only. Not here: choosing a sentence (`prose.py`). Words of association only; a
template never says "effect of", "leads to" or "significant". Korean particles after a value
are written ``{name:은/는}``.
"""

from __future__ import annotations

from typing import Any

from kj_assets.figure.wording import Language, Word

PHRASES: dict[str, dict[Language, str]] = {
    # Headings
    "contents": {"en": "Contents", "ko": "차례"},
    "headline": {"en": "In brief", "ko": "요약"},
    "distribution": {"en": "How people answered", "ko": "응답 분포"},
    "effects": {"en": "What goes with support", "ko": "지지와 연관된 요인"},
    "comparison": {"en": "Two kinds of cooperation compared", "ko": "두 협력의 비교"},
    "trend": {"en": "Over time", "ko": "추이"},
    "remarks": {"en": "What this does and does not say", "ko": "해석과 한계"},
    "method": {"en": "Method", "ko": "조사·분석 방법"},
    "provenance": {"en": "Where the numbers come from", "ko": "자료의 출처"},
    "published": {"en": "Published and computed", "ko": "공표 수치와 계산 수치"},
    "table": {"en": "Table behind figure {number}", "ko": "그림 {number}의 표"},
    "figure": {"en": "Figure {number}", "ko": "그림 {number}"},
    "skip": {"en": "Skip to the text", "ko": "본문으로 건너뛰기"},
    "scroll": {"en": "Table, scrolls sideways", "ko": "표, 옆으로 스크롤"},
    "assumed": {"en": "Assumed, not published", "ko": "공표되지 않아 가정한 것"},
    # Banner
    "banner_title": {
        "en": "RECONSTRUCTED respondents – not survey evidence",
        "ko": "재구성한 응답자료 – 실제 조사 결과의 근거가 아님",
    },
    "banner": {
        "en": "The respondents behind this page were drawn to meet published figures. They show "
        "how the tracker works and are evidence of nothing; only numbers marked as published "
        "come from a survey.",
        "ko": "이 페이지의 응답자료는 공표된 수치에 맞춰 만들어 낸 것입니다. 추적조사의 작동 "
        "방식을 보여 줄 뿐 어떤 사실의 근거도 되지 않으며, ‘공표’로 표시한 수치만 실제 조사에서 "
        "나온 것입니다.",
    },
    # Distribution
    "share": {
        "en": "{item}: {share} answered {level} (95% interval {interval}).",
        "ko": "{item}: {share}가 {level:로/로} 답했다(95% 신뢰구간 {interval}).",
    },
    "rest": {"en": "The others: {list}.", "ko": "그 밖의 응답: {list}."},
    "missing": {
        "en": "Outside these shares: {list} of all respondents.",
        "ko": "비율 계산에서 제외: 전체 응답자 중 {list}.",
    },
    "untested_items": {
        "en": "The shares stand side by side; the gap between questions was not tested.",
        "ko": "문항별 비율은 나란히 제시한 것이며, 문항 간 차이는 검정하지 않았다.",
    },
    # Effects
    "effects_lead": {
        "en": "{label}: predicted shares for people alike in all other factors ({n} complete "
        "cases).",
        "ko": "{label}: 다른 모든 요인이 같을 때의 예측 비율(완전 응답 {n}명).",
    },
    "more": {
        "en": "{term} ({contrast}) goes with more support: {p1} against {p0}, {size} (95% "
        "interval {i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 예측 지지율은 {p0}에서 {p1}로 {size} 차이, 더 높은 지지와 "
        "연관된다(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "less": {
        "en": "{term} ({contrast}) goes with less support: {p1} against {p0}, {size} (95% "
        "interval {i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 예측 지지율은 {p0}에서 {p1}로 {size} 차이, 더 낮은 지지와 "
        "연관된다(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "no_gap": {
        "en": "{term} ({contrast}): no detectable gap; {p1} against {p0}, {size} (95% interval "
        "{i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 통계적으로 확인되는 차이가 없다. 예측 지지율은 {p0}와 {p1}, "
        "{size}(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "refused": {"en": "{term} ({contrast}): {why}.", "ko": "{term}({contrast}): {why}."},
    "holm": {
        "en": "Alone its p is below .05; adjusted for the {count} gaps tested together it is "
        "{holm}, so it is not counted as detectable.",
        "ko": "단독으로는 p < .05이나, 함께 검정한 {count}개 차이를 고려해 보정하면 "
        "{holm:이/가} 되어 확인된 차이로 보지 않는다.",
    },
    "only_95": {
        "en": "The 99% interval includes zero.",
        "ko": "99% 신뢰구간은 0을 포함한다.",
    },
    # Comparison
    "compare_lead": {
        "en": "{a} against {b}, tested on the same respondents. That one gap is detectable and "
        "the other is not would not make them different; only the test of the difference does.",
        "ko": "‘{a}’와 ‘{b}’를 같은 응답자에서 비교했다. 한쪽 차이만 확인된다고 해서 두 차이가 "
        "다른 것은 아니며, 차이 자체의 검정으로만 판단한다.",
    },
    "differs": {
        "en": "{term}: {a} against {b}, a difference of {size} (95% interval {i95}; 99% {i99}; "
        "{p}).",
        "ko": "{term}: {a} 대 {b}, 차이 {size}(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "same": {
        "en": "{term}: {a} against {b}, no detectable difference ({size}; 95% interval {i95}; "
        "99% {i99}; {p}).",
        "ko": "{term}: {a} 대 {b}, 통계적으로 확인되는 차이 없음({size}, 95% 신뢰구간 {i95}, 99% "
        "{i99}, {p}).",
    },
    "untested": {
        "en": "{term}: the difference could not be tested.",
        "ko": "{term}: 차이를 검정할 수 없다.",
    },
    # Trend
    "trend_lead": {
        "en": "Lines join published shares and shares computed from microdata. They break where "
        "wording, scale, population or mode changed, and no change is read across a break.",
        "ko": "선은 공표 수치와 원자료로 계산한 수치를 잇는다. 문항·척도·모집단·조사 방식이 "
        "바뀐 곳에서 끊으며, 끊긴 곳을 가로질러 변화를 해석하지 않는다.",
    },
    "trend_one": {
        "en": "There is one wave so far, so there is no trend to show.",
        "ko": "아직 한 차례 조사뿐이어서 보여 줄 추이가 없다.",
    },
    # Remarks
    "remark_cause": {
        "en": "All answers come from one interview. A gap says which opinions are held together, "
        "not that one brings about the other; either may come first, or both may follow from "
        "something that was not asked.",
        "ko": "모든 응답은 한 번의 조사에서 나왔다. 차이는 어떤 의견이 함께 나타나는지를 말할 "
        "뿐 한쪽이 다른 쪽을 낳는다는 뜻이 아니다. 순서가 반대이거나, 묻지 않은 다른 요인에서 "
        "함께 비롯될 수도 있다.",
    },
    "remark_largest": {
        "en": "“{term}” has the largest estimate in {model}. Whether it is larger than the next "
        "was not tested.",
        "ko": "{model}에서 추정값이 가장 큰 것은 ‘{term}’이다. 다음 요인보다 큰지는 검정하지 "
        "않았다.",
    },
    "remark_spotlight": {
        "en": "“{term}”: {list}. This says that people who hold this view and people who do not "
        "differ in support today. It does not say what would follow if the view itself became "
        "more or less common: support might move with it, or the cooperation might come to be "
        "wanted in its place. Both fit these numbers; only the same questions asked again after "
        "such a change, or an experiment, could tell them apart.",
        "ko": "‘{term}’: {list}. 이는 지금 이 견해를 가진 사람과 그렇지 않은 사람의 지지가 "
        "다르다는 뜻이다. 이 견해 자체가 늘거나 줄 때 무슨 일이 생길지는 말해 주지 않는다. "
        "지지가 함께 움직일 수도 있고, 그 빈자리를 협력으로 메우려 할 수도 있다. 두 가지 모두 "
        "이 수치와 양립하며, 변화 뒤에 같은 문항을 다시 묻거나 실험을 해야 구별할 수 있다.",
    },
    "remark_cut": {
        "en": "Support means {levels}; every other valid answer counts against. Another cut "
        "would give other gaps.",
        "ko": "지지는 {levels} 응답을 뜻하며 그 밖의 유효 응답은 지지하지 않는 것으로 셌다. "
        "기준을 달리 하면 차이도 달라진다.",
    },
    "remark_published": {
        "en": "Where a computed number equals a published one, it was calibrated to it; that is "
        "not a reproduction.",
        "ko": "계산 수치가 공표 수치와 같은 것은 그 수치에 맞춰 자료를 만들었기 때문이며, "
        "재현한 것이 아니다.",
    },
    # Method
    "method_models": {
        "en": "Each model is a weighted logistic regression. Gaps are average marginal effects: "
        "the mean change in predicted probability when a respondent's answer is set to the level "
        "and to the base, everything else as it is. They are percentage points, not per cent.",
        "ko": "각 모형은 가중 로지스틱 회귀다. 차이는 평균한계효과로, 다른 조건은 그대로 두고 "
        "응답을 해당 수준과 기준 수준으로 바꿨을 때 예측 확률 변화의 평균이다. 단위는 %가 "
        "아니라 %포인트(%p)다.",
    },
    "method_errors": {
        "en": "Standard errors are design-based (Taylor linearisation with the weights). "
        "“Detectable” means that p, adjusted by Holm's method for the gaps shown together, is "
        "below .05; the printed p is unadjusted, and each gap has its own.",
        "ko": "표준오차는 설계 기반(가중치를 반영한 테일러 선형화)이다. ‘확인되는 차이’는 함께 "
        "제시한 차이들에 대해 Holm 방식으로 보정한 p가 .05 미만임을 뜻한다. 표시된 p는 보정 전 "
        "값이며 차이마다 따로 제시한다.",
    },
    "method_missing": {
        "en": "Don't know, refusal and the like are outside the shares and listed beside them.",
        "ko": "모름·거절 등은 비율 계산에서 제외하고 따로 표시한다.",
    },
    "method_panel": {
        "en": "The sample is not a probability sample. Intervals are conditional on the weights: "
        "they hold if, within the weighting groups, people in the panel answer like people "
        "outside it.",
        "ko": "확률표본이 아니다. 신뢰구간은 가중치를 전제로 하며, 가중 집단 안에서 패널에 속한 "
        "사람과 속하지 않은 사람의 응답이 같다는 가정 아래에서만 성립한다.",
    },
    "method_terms": {
        "en": "{model}: {terms}. Controls: {controls}.",
        "ko": "{model}: {terms}. 통제변수: {controls}.",
    },
    "none": {"en": "none", "ko": "없음"},
}


def say(key: str, language: Language, **values: Any) -> str:
    """Fill a template; Korean values carry their particles."""
    words = {k: Word(v) if isinstance(v, str) else v for k, v in values.items()}
    return PHRASES[key][language].format(**words)
