"""What cannot be said, and how the numbers were made, in both languages.

Here: text only. Not here: choosing a paragraph (`remarks.py`).
"""

from __future__ import annotations

from kj_assets.figure.wording import Language

CAUTIONS: dict[str, dict[Language, str]] = {
    "remark_cause": {
        "en": "Both answers behind a gap were given by the same people in the same survey. A gap "
        "says which opinions are held together, not that one brings about the other; either may "
        "come first, or both may follow from something that was not asked.",
        "ko": "차이의 바탕이 되는 응답은 모두 같은 조사에서 같은 사람들이 한 것이다. 차이는 어떤 "
        "의견이 함께 나타나는지를 말할 뿐 한쪽이 다른 쪽을 낳는다는 뜻이 아니다. 순서가 "
        "반대이거나, 묻지 않은 다른 요인에서 함께 비롯될 수도 있다.",
    },
    "remark_shares": {
        "en": "Shares say how many answered so, not why.",
        "ko": "비율은 몇 명이 그렇게 답했는지를 말할 뿐 그 이유를 말하지 않는다.",
    },
    "remark_largest": {
        "en": "{term} has the largest estimate for {model}. Whether it is larger than the next "
        "was not tested.",
        "ko": "{model}에서 추정값이 가장 큰 것은 {term}이다. 다음 요인보다 큰지는 검정하지 않았다.",
    },
    "remark_spotlight": {
        "en": "{term}: {list}. {differ} It does not say what would follow if the view itself "
        "became more or less common: support might move with it, or rise to fill the gap it "
        "leaves. Both fit these numbers; only the same questions asked again after such a change, "
        "or an experiment, could tell them apart.",
        "ko": "{term}: {list}. {differ} 이 견해 자체가 늘거나 줄 때 무슨 일이 생길지는 말해 주지 "
        "않는다. 지지가 함께 움직일 수도 있고, 그 빈자리를 메우려 지지가 늘 수도 있다. 두 가지 "
        "모두 이 수치와 양립하며, 변화 뒤에 같은 문항을 다시 묻거나 실험을 해야 구별할 수 있다.",
    },
    "differ_all": {
        "en": "This says that people who hold this view and people who do not differ in support "
        "in this wave.",
        "ko": "이는 이 조사에서 이 견해를 가진 사람과 그렇지 않은 사람의 지지가 다르다는 뜻이다.",
    },
    "differ_some": {
        "en": "This says that people who hold this view and people who do not differ in this wave "
        "in {found}; in {missed} no difference is detectable.",
        "ko": "이는 이 조사에서 이 견해를 가진 사람과 그렇지 않은 사람이 {found}에서 다르다는 "
        "뜻이며, {missed}에서는 차이가 확인되지 않는다.",
    },
    "differ_none": {
        "en": "No difference in support is detectable in this wave between people who hold this "
        "view and people who do not. That is not to say that there is none.",
        "ko": "이 조사에서 이 견해를 가진 사람과 그렇지 않은 사람의 지지에서 확인되는 차이가 "
        "없다. 차이가 없다는 뜻은 아니다.",
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
    "sensitivity_lead": {
        "en": "Every analysis chooses: weights or none, where the middle answers go, which terms "
        "and controls, what becomes of don’t know. Here each model is fitted again with one "
        "choice changed at a time. A gap that holds under all of them does not hang on any.",
        "ko": "모든 분석에는 선택이 따른다. 가중치를 쓸지, 중립 응답을 어디에 둘지, 어떤 변수를 "
        "넣을지, ‘모름’을 어떻게 할지 등이다. 여기서는 한 번에 한 가지씩 달리하여 모형을 다시 "
        "추정했다. 모든 방식에서 유지되는 차이는 어느 한 선택에 좌우되지 않는다.",
    },
    "models_all": {
        "en": "Each model is a weighted logistic regression.",
        "ko": "각 모형은 가중 로지스틱 회귀다.",
    },
    "models_some": {
        "en": "Each model is a logistic regression, weighted in waves that have weights.",
        "ko": "각 모형은 로지스틱 회귀이며, 가중치가 있는 조사에서는 가중치를 적용했다.",
    },
    "models_none": {
        "en": "Each model is a logistic regression in which every respondent counts alike.",
        "ko": "각 모형은 모든 응답자를 똑같이 센 로지스틱 회귀다.",
    },
    "method_gaps": {
        "en": "Gaps are average marginal effects: the mean change in predicted probability when a "
        "respondent’s answer is set to the level and to the base, everything else as it is. They "
        "are percentage points, not per cent.",
        "ko": "차이는 평균한계효과로, 다른 조건은 그대로 두고 응답을 해당 수준과 기준 수준으로 "
        "바꿨을 때 예측 확률 변화의 평균이다. 단위는 %가 아니라 %포인트(%p)다.",
    },
    "errors_weights": {
        "en": "Standard errors are design-based (Taylor linearisation with the weights).",
        "ko": "표준오차는 설계 기반(가중치를 반영한 테일러 선형화)이다.",
    },
    "errors_weights_design": {
        "en": "Standard errors are design-based (Taylor linearisation with the weights and the "
        "sample’s design).",
        "ko": "표준오차는 설계 기반(가중치와 표본설계를 반영한 테일러 선형화)이다.",
    },
    "errors_design": {
        "en": "Standard errors are design-based (Taylor linearisation with the sample’s design).",
        "ko": "표준오차는 설계 기반(표본설계를 반영한 테일러 선형화)이다.",
    },
    "errors_alone": {
        "en": "Standard errors are robust (Taylor linearisation, every respondent counting alike).",
        "ko": "표준오차는 강건 표준오차(모든 응답자를 똑같이 센 테일러 선형화)다.",
    },
    "errors_differ": {
        "en": "Standard errors are by Taylor linearisation, with what each wave has of weights and "
        "design.",
        "ko": "표준오차는 테일러 선형화로 구했으며, 조사마다 있는 가중치와 표본설계를 반영했다.",
    },
    "method_detectable": {
        "en": "“Detectable” means that p, adjusted by Holm’s method for what is tested together, "
        "is below 0.05; the printed p is unadjusted, and each gap has its own.",
        "ko": "‘확인되는 차이’는 함께 검정한 것들에 대해 Holm 방식으로 보정한 p가 0.05 미만임을 "
        "뜻한다. 표시된 p는 보정 전 값이며 차이마다 따로 제시한다.",
    },
    "method_missing": {
        "en": "Don’t know, refusal and the like are outside the shares and listed beside them.",
        "ko": "모름·거절 등은 비율 계산에서 제외하고 따로 표시한다.",
    },
    "sample_panel_raked": {
        "en": "The sample is not a probability sample. Intervals are conditional on the weights: "
        "they hold if, within the weighting groups, people in the panel answer like people "
        "outside it.",
        "ko": "확률표본이 아니다. 신뢰구간은 가중치를 전제로 하며, 가중 집단 안에서 패널에 속한 "
        "사람과 속하지 않은 사람의 응답이 같다는 가정 아래에서만 성립한다.",
    },
    "sample_panel_delivered": {
        "en": "The sample is not a probability sample. Intervals are conditional on the weights, "
        "which came with the data: they hold if people in the panel, so weighted, answer like "
        "people outside it.",
        "ko": "확률표본이 아니다. 신뢰구간은 자료와 함께 제공된 가중치를 전제로 하며, 이를 적용한 "
        "패널의 응답이 패널 밖 사람들의 응답과 같다는 가정 아래에서만 성립한다.",
    },
    "sample_volunteers_raked": {
        "en": "The sample is not a probability sample. Intervals are conditional on the weights: "
        "they hold if, within the weighting groups, people who took part answer like people who "
        "did not.",
        "ko": "확률표본이 아니다. 신뢰구간은 가중치를 전제로 하며, 가중 집단 안에서 참여한 사람과 "
        "참여하지 않은 사람의 응답이 같다는 가정 아래에서만 성립한다.",
    },
    "sample_volunteers_delivered": {
        "en": "The sample is not a probability sample. Intervals are conditional on the weights, "
        "which came with the data: they hold if people who took part, so weighted, answer like "
        "people who did not.",
        "ko": "확률표본이 아니다. 신뢰구간은 자료와 함께 제공된 가중치를 전제로 하며, 이를 적용한 "
        "참여자의 응답이 참여하지 않은 사람들의 응답과 같다는 가정 아래에서만 성립한다.",
    },
    "sample_unweighted": {
        "en": "The sample is not a probability sample and nothing makes up for who is in it: "
        "intervals hold only if people who took part answer like people who did not.",
        "ko": "확률표본이 아니며 표본의 치우침을 보정하지 않았다. 신뢰구간은 참여한 사람과 "
        "참여하지 않은 사람의 응답이 같다는 가정 아래에서만 성립한다.",
    },
    "sample_stood_for": {
        "en": "People of this wave are declared as drawn by probability; the respondents here were "
        "made by a program, so intervals show what such a sample would give.",
        "ko": "이 조사는 확률표본으로 선언되었으나 여기의 응답자료는 프로그램으로 생성한 것이므로, "
        "신뢰구간은 그러한 표본이라면 얻을 값을 보여 줄 뿐이다.",
    },
    "sample_drawn": {
        "en": "The sample is a probability sample.",
        "ko": "확률표본이다.",
    },
    "sample_drawn_alone": {
        "en": "The sample is a probability sample; no design of it is declared, so standard "
        "errors take respondents for drawn one by one.",
        "ko": "확률표본이다. 표본설계가 선언되지 않아 표준오차는 응답자를 한 사람씩 추출한 것으로 "
        "보고 계산했다.",
    },
    "method_terms": {
        "en": "{model}. Factors: {terms}. Controls: {controls}.",
        "ko": "{model}. 요인: {terms}. 통제변수: {controls}.",
    },
}
