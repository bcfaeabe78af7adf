"""Sentence templates for what was found, in both languages.

Here: text only. Not here: choosing a sentence (`prose.py`). Words of association only; a
template never says "effect of", "leads to" or "significant". Korean particles after a value
are written ``{name:은/는}``.
"""

from __future__ import annotations

from kj_assets.figure.wording import Language

FINDINGS: dict[str, dict[Language, str]] = {
    # Distribution
    "share": {
        "en": "{item}: {share} answered {level} (95% interval {interval}).",
        "ko": "{item}: {share}가 {level:으로/로} 답했다(95% 신뢰구간 {interval}).",
    },
    "no_share": {"en": "{item}: {why}.", "ko": "{item}: {why}."},
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
        "en": "{term} ({contrast}) goes with more support: {predicted}, {size} (95% "
        "interval {i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 더 높은 지지와 연관된다. 예측 지지율은 {predicted}, "
        "차이는 {size}(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "less": {
        "en": "{term} ({contrast}) goes with less support: {predicted}, {size} (95% "
        "interval {i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 더 낮은 지지와 연관된다. 예측 지지율은 {predicted}, "
        "차이는 {size}(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "no_gap": {
        "en": "{term} ({contrast}): no detectable gap; {predicted}, {size} (95% interval "
        "{i95}; 99% {i99}; {p}).",
        "ko": "{term}({contrast}): 통계적으로 확인되는 차이가 없다. 예측 지지율은 {predicted}, "
        "차이는 {size}(95% 신뢰구간 {i95}, 99% {i99}, {p}).",
    },
    "refused": {"en": "{term} ({contrast}): {why}.", "ko": "{term}({contrast}): {why}."},
    "holm": {
        "en": "Alone its p is below 0.05; adjusted for the {count} gaps tested together it is "
        "{holm}, so it is not counted as detectable.",
        "ko": "단독으로는 p < 0.05이나, 함께 검정한 {count}개 차이를 고려해 보정하면 "
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
        "ko": "{a:과/와} {b:을/를} 같은 응답자에서 비교했다. 한쪽 차이만 확인된다고 해서 두 차이가 "
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
    "not_shown": {"en": "{term}: {why}.", "ko": "{term}: {why}."},
    # Trend
    "trend_lead": {
        "en": "A line breaks where wording, scale, population or mode changed, and no change is "
        "read across a break.",
        "ko": "문항·척도·모집단·조사 방식이 바뀐 곳에서 선을 끊으며, 끊긴 곳을 가로질러 변화를 "
        "해석하지 않는다.",
    },
    "trend_joins_published_microdata": {
        "en": "Lines join published shares and shares computed from respondents of a survey.",
        "ko": "선은 공표 수치와 실제 응답자료로 계산한 수치를 잇는다.",
    },
    "trend_joins_published": {
        "en": "Lines join published shares.",
        "ko": "선은 공표 수치를 잇는다.",
    },
    "trend_joins_microdata": {
        "en": "Lines join shares computed from respondents of a survey.",
        "ko": "선은 실제 응답자료로 계산한 수치를 잇는다.",
    },
    "trend_apart": {
        "en": "Reconstructed shares stand beside them and are joined to nothing.",
        "ko": "재구성한 수치는 따로 두고 잇지 않는다.",
    },
    "changes_one": {
        "en": "This is the first wave with respondents: no change, of answers or of what goes with "
        "them, can be tested, and there is no figure of one.",
        "ko": "응답자료가 있는 첫 조사여서, 응답이나 그와 연관된 요인의 변화를 검정할 수 없고 그 "
        "그림도 없다.",
    },
    "trend_one": {
        "en": "This is the first wave, so there is no trend to show.",
        "ko": "첫 조사여서 보여 줄 추이가 없다.",
    },
}
