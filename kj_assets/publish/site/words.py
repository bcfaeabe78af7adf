"""Fixed words of the site's pages in both languages.

Here: text only. Not here: the briefing's words (`briefing/headings.py`, `briefing/findings.py`).
"""

from __future__ import annotations

from kj_assets.figure.wording import Language

SITE_WORDS: dict[str, dict[Language, str]] = {
    "site": {"en": "Pages", "ko": "페이지"},
    "nav_briefing": {"en": "Briefing", "ko": "브리핑"},
    "nav_explore": {"en": "Explore", "ko": "살펴보기"},
    "nav_method": {"en": "Method", "ko": "방법"},
    "nav_dictionary": {"en": "Dictionary", "ko": "코드북"},
    "nav_downloads": {"en": "Downloads", "ko": "내려받기"},
    "nav_provenance": {"en": "Provenance", "ko": "산출 이력"},
    "explore": {"en": "Explore every question and model", "ko": "문항과 모형 살펴보기"},
    "explore_lead": {
        "en": "Each page shows one question, or what goes with one kind of support (a model), over "
        "all waves, as a chart and as a table.",
        "ko": "문항 하나, 또는 한 가지 지지와 연관된 요인(모형)을 모든 조사에 걸쳐 그림과 표로 "
        "보여 줍니다.",
    },
    "questions": {"en": "Questions", "ko": "문항"},
    "models": {"en": "What goes with support", "ko": "지지와 연관된 요인"},
    "wording_published": {"en": "Wording as published", "ko": "공표된 문구"},
    "wording_translated": {
        "en": "Wording published in one language; the other is our translation",
        "ko": "한 언어로만 공표된 문구, 다른 언어는 자체 번역",
    },
    "wording_assumed": {
        "en": "Wording assumed: no source prints it",
        "ko": "가정한 문구, 공표된 문구 없음",
    },
    "chart_microdata": {
        "en": "Filled points are computed.",
        "ko": "채운 점은 직접 계산한 수치입니다.",
    },
    "chart_published": {"en": "Rings are published.", "ko": "고리는 공표 수치입니다."},
    "chart_reconstructed": {
        "en": "Diamonds and dotted lines are reconstructed.",
        "ko": "마름모와 점선은 재구성 자료입니다.",
    },
    "chart_use": {
        "en": "Arrow keys move from point to point, Escape closes; buttons hide a line.",
        "ko": "화살표 키로 점 사이를 이동하고 Esc 키로 닫으며, 단추로 선을 숨깁니다.",
    },
    "point_share": {
        "en": "{wave}, {label}: {share}{interval}; {kind}{n}",
        "ko": "{wave}, {label}: {share}{interval}; {kind}{n}",
    },
    "point_effect": {
        "en": "{wave}, {label}: {size} (95% interval {interval}; {p}); {kind}, n\u00a0{n}",
        "ko": "{wave}, {label}: {size}(95% 신뢰구간 {interval}, {p}); {kind}, n\u00a0{n}",
    },
    "point_effect_printed": {
        "en": "{wave}, {label}: {size}; {kind}",
        "ko": "{wave}, {label}: {size}; {kind}",
    },
    "chart_shares": {"en": "Shares by wave, per cent", "ko": "조사별 비율(%)"},
    "chart_effects": {
        "en": "Gap in predicted support by wave, percentage points",
        "ko": "조사별 예측 지지율 차이(%p)",
    },
    "breaks": {
        "en": "Lines break where the waves cannot be compared:",
        "ko": "비교할 수 없는 곳에서 선을 끊었습니다:",
    },
    "net_of": {
        "en": "{net} counts {levels} together.",
        "ko": "{net:은/는} {levels} 응답을 합한 것입니다.",
    },
    "bases_differ": {
        "en": "Shares in print usually count everybody asked, computed ones valid answers alone: "
        "where some gave none, the computed share is higher.",
        "ko": "공표 비율은 대개 전체 응답자를, 직접 계산한 비율은 유효 응답만을 기준으로 합니다. "
        "무응답이 있으면 계산한 비율이 더 높습니다.",
    },
    "model_gap": {
        "en": "Gap in the share answering {levels} between people who differ in one factor and are "
        "alike in the others.",
        "ko": "다른 요인이 같을 때 한 요인에 따른 {levels} 응답 비율의 차이입니다.",
    },
    "model_gap_controlled": {
        "en": "Gap in the share answering {levels} between people who differ in one factor and are "
        "alike in the others and in {controls}.",
        "ko": "다른 요인과 {controls:이/가} 같을 때 한 요인에 따른 {levels} 응답 비율의 "
        "차이입니다.",
    },
    "support_counts": {
        "en": "What counts as support:",
        "ko": "지지로 센 응답:",
    },
    "table_all": {"en": "All numbers", "ko": "모든 수치"},
    "changes_between": {"en": "Changes between waves", "ko": "조사 간 변화"},
    "changes_between_lead": {
        "en": "{samples} p is unadjusted; beside it p adjusted (Holm) for all such changes "
        "registered between the two waves, the same on every page and figure. No change is read "
        "across a break of the line.",
        "ko": "{samples} p는 보정 전 값, 그 옆은 두 조사 사이에 등록된 모든 변화에 대한 Holm 보정 "
        "값으로 모든 페이지와 그림에서 같음. 선이 끊긴 곳을 가로질러 변화를 해석하지 않음.",
    },
    "changes_none": {
        "en": "Fewer than two waves with respondents have it: there is no change to test, and "
        "changes of published shares carry no test.",
        "ko": "응답자료가 있는 조사가 두 차례 미만이어서 검정할 변화가 없으며, 공표 수치의 "
        "변화는 검정하지 않습니다.",
    },
    "beside_compare": {"en": "Compared with other effects", "ko": "다른 효과와의 비교"},
    "beside_compare_lead": {
        "en": "The first gap minus the second, tested as a difference. That only one of the two "
        "is detectable says nothing about it.",
        "ko": "첫째 값에서 둘째 값을 뺀 차이와 그 검정입니다. 한쪽만 확인된다는 것은 차이의 "
        "근거가 되지 않습니다.",
    },
    "beside_within": {"en": "Effects within groups", "ko": "집단별 효과"},
    "beside_within_lead": {
        "en": "The model is that of all respondents, averaged over each group. The last columns "
        "test each group against the base group, which has none; p is adjusted (Holm).",
        "ko": "전체 응답자의 모형을 집단별로 평균한 효과입니다. 마지막 두 열은 기준 집단과의 "
        "차이와 Holm 보정 p이며, 기준 집단에는 값이 없습니다.",
    },
    "beside_raked": {"en": "Standard errors and raking", "ko": "표준오차와 가중치 조정"},
    "beside_raked_lead": {
        "en": "Standard errors of the same effects in percentage points, computed four ways: by "
        "the delta method, as shown elsewhere; counting as well that the other factors were "
        "sampled; counting that raking fixes the margins; and by a bootstrap that rakes each "
        "replicate. Where they are close, how raking is counted does not matter for what is found.",
        "ko": "같은 효과의 표준오차(%p)를 네 가지 방식으로 계산했습니다. 다른 곳에 제시한 델타 "
        "방법, 다른 요인도 표집되었음을 반영한 것, 가중치 조정이 분포를 고정함을 반영한 것, 반복 "
        "표본마다 가중치를 다시 맞춘 부트스트랩입니다. 서로 비슷하면 가중치 조정을 어떻게 "
        "반영하든 결론이 달라지지 않습니다.",
    },
    "head_comparison": {"en": "Comparison", "ko": "비교"},
    "head_first": {"en": "First", "ko": "첫째"},
    "head_second": {"en": "Second", "ko": "둘째"},
    "head_gap_between": {"en": "Difference", "ko": "효과의 차이"},
    "head_group": {"en": "Group", "ko": "집단"},
    "head_from_base": {"en": "Against base", "ko": "기준 집단과의 차이"},
    "head_se_delta": {"en": "Delta method", "ko": "델타 방법"},
    "head_se_sampled": {"en": "Factors sampled", "ko": "표집 반영"},
    "head_se_raked": {"en": "Raking counted", "ko": "가중치 조정 반영"},
    "head_se_bootstrap": {"en": "Bootstrap", "ko": "부트스트랩"},
    "head_replicates": {"en": "Replicates", "ko": "반복 수"},
    "head_waves": {"en": "Waves", "ko": "조사"},
    "head_change_points": {"en": "Change", "ko": "변화"},
    "head_p_holm": {"en": "p (Holm)", "ko": "p (Holm)"},
    "no_numbers": {
        "en": "No wave has numbers for it yet.",
        "ko": "아직 수치가 있는 조사가 없습니다.",
    },
    "head_wave": {"en": "Wave", "ko": "조사"},
    "head_answer": {"en": "Answer", "ko": "응답"},
    "head_share": {"en": "Share", "ko": "비율"},
    "head_interval": {"en": "95% interval", "ko": "95% 신뢰구간"},
    "head_n": {"en": "n", "ko": "n"},
    "head_kind": {"en": "Provenance", "ko": "성격"},
    "head_factor": {"en": "Factor", "ko": "요인"},
    "head_gap": {"en": "Gap", "ko": "차이"},
    "head_p": {"en": "p", "ko": "p"},
    "head_predicted": {"en": "Predicted, level vs base", "ko": "예측(해당 대 기준)"},
    "head_item": {"en": "Item", "ko": "문항"},
    "head_question": {"en": "Question as asked", "ko": "질문 문구"},
    "head_mode": {"en": "Mode", "ko": "방식"},
    "head_fieldwork": {"en": "Fieldwork", "ko": "조사 기간"},
    "head_agency": {"en": "Agency", "ko": "조사기관"},
    "head_file": {"en": "File", "ko": "파일"},
    "head_rows": {"en": "Rows", "ko": "행"},
    "head_what": {"en": "What it holds", "ko": "내용"},
    "head_level": {"en": "Level", "ko": "응답 값"},
    "head_codes": {"en": "Codes by wave", "ko": "조사별 코드"},
    "waves": {"en": "Waves", "ko": "조사 목록"},
    "wave_microdata": {"en": "respondents of a survey", "ko": "실제 조사 응답자료"},
    "wave_reconstructed": {
        "en": "reconstructed respondents, not evidence",
        "ko": "재구성한 응답자료(근거 아님)",
    },
    "waves_in_print": {"en": "Waves known from print", "ko": "공표 수치로만 아는 조사"},
    "waves_in_print_lead": {
        "en": "Of these only published shares are known; what is left out was not found in print.",
        "ko": "공표된 비율만 알려진 조사이며, 비어 있는 것은 공표된 자료에서 찾지 못한 것입니다.",
    },
    "head_youngest": {"en": "Respondents", "ko": "조사 대상"},
    "head_source": {"en": "Source", "ko": "출처"},
    "aged": {"en": "aged {age} and over", "ko": "만 {age}세 이상"},
    "questionnaire": {"en": "Questionnaire", "ko": "설문 문항"},
    "how_asked": {"en": "How it was asked, with all answers", "ko": "문항 문구와 응답 보기"},
    "how_coded": {"en": "How it is coded in the files", "ko": "자료의 열과 코드"},
    "how_computed": {"en": "How the numbers are made", "ko": "산출 방법"},
    "dictionary": {"en": "Data dictionary", "ko": "코드북"},
    "dictionary_lead": {
        "en": "Every item with its levels, and the column and codes that held it in each wave.",
        "ko": "모든 문항과 응답 값, 그리고 조사마다 이를 담은 열과 코드입니다.",
    },
    "downloads": {"en": "Downloads", "ko": "내려받기"},
    "downloads_lead": {
        "en": "Release {version}. Tables as CSV (UTF-8) and Parquet; no table holds anybody’s "
        "identifier.",
        "ko": "공개판 {version}. 표는 CSV(UTF-8)와 Parquet이며, 어떤 표에도 개인을 식별하는 "
        "번호는 없습니다.",
    },
    "left_out": {
        "en": "A number that rests on fewer than {few} respondents is left empty (code D900), as "
        "is one that would tell it (D901).",
        "ko": "응답자가 {few}명 미만인 수치는 비워 두었고(코드 D900), 이를 알려 줄 수 있는 수치도 "
        "비웠습니다(D901).",
    },
    "left_out_none": {
        "en": "The respondents themselves are among the tables, as their licence allows; so no "
        "number is left out because few stand behind it.",
        "ko": "이용 허락에 따라 응답자 자료 자체가 표에 들어 있으므로, 응답자가 적다는 이유로 "
        "비워 둔 수치는 없습니다.",
    },
    "left_out_some": {
        "en": "Of {kept}, a number that rests on fewer than {few} respondents is left empty (code "
        "D900), as is one that would tell it (D901). The respondents of {let_out} are among the "
        "tables, as their licence allows; so nothing on them is left out.",
        "ko": "{kept} 조사에서는 응답자가 {few}명 미만인 수치를 비워 두었고(코드 D900), 이를 알려 "
        "줄 수 있는 수치도 비웠습니다(D901). {let_out} 조사는 이용 허락에 따라 응답자 자료 자체가 "
        "표에 들어 있으므로 비워 둔 수치가 없습니다.",
    },
    "licence": {"en": "Licence:", "ko": "이용 허락:"},
    "head_csv": {"en": "CSV", "ko": "CSV"},
    "head_parquet": {"en": "Parquet", "ko": "Parquet"},
    "fetch_table": {"en": "Download the whole table: {file}", "ko": "전체 표 내려받기: {file}"},
    "to_downloads": {"en": "Tables to download", "ko": "표 내려받기"},
    "downloads_tables": {"en": "Tables", "ko": "표"},
    "downloads_files": {"en": "Figures and descriptions", "ko": "그림과 설명 파일"},
    "respondents": {
        "en": "{wave}: respondents without identifiers, as the wave’s licence allows",
        "ko": "{wave}: 식별자를 뺀 응답자 자료(해당 조사의 이용 허락에 따름)",
    },
    "file_datapackage": {
        "en": "Data package: every table with its columns",
        "ko": "데이터 패키지: 모든 표와 열의 설명",
    },
    "file_citation": {"en": "How to cite", "ko": "인용 방법"},
    "file_sums": {"en": "Checksums", "ko": "체크섬"},
    "file_ddi": {"en": "{wave}: codebook (DDI)", "ko": "{wave}: 코드북(DDI)"},
    "head_size": {"en": "Size", "ko": "크기"},
    "compared_at": {"en": "against {base}", "ko": "기준: {base}"},
    "provenance_page": {"en": "Provenance of every table", "ko": "모든 표의 산출 이력"},
    "provenance_lead": {
        "en": "Which run wrote each table, with the version of its code (which includes its own "
        "declarations and libraries) and of its content. Equal versions mean equal numbers.",
        "ko": "각 표를 어느 실행이 썼는지, 코드 버전(해당 선언과 라이브러리 포함)과 내용 버전을 "
        "보여 줍니다. 버전이 같으면 수치도 같습니다.",
    },
    "head_asset": {"en": "Table", "ko": "표"},
    "head_data_version": {"en": "Data version", "ko": "내용 버전"},
    "head_code_version": {"en": "Code version", "ko": "코드 버전"},
    "head_run": {"en": "Run", "ko": "실행"},
    "head_built": {"en": "Built", "ko": "시각"},
    "head_checks": {"en": "Checks", "ko": "검사"},
    "checks_passed": {"en": "{passed} of {all} passed", "ko": "{all}개 중 {passed}개 통과"},
    "nav_changes": {"en": "Revisions", "ko": "수정 내역"},
    "changes_page": {
        "en": "Numbers revised since the last release",
        "ko": "지난 공개판 이후 수정된 수치",
    },
    "changes_lead": {
        "en": "Every share and effect compared with release {version}. A change of sign or of "
        "significance at 5 per cent is listed first.",
        "ko": "모든 비율과 효과를 공개판 {version}과 비교했습니다. 부호나 5% 기준의 판정이 바뀐 "
        "것을 먼저 보여 줍니다.",
    },
    "changes_first": {
        "en": "There is no earlier release: nothing to compare with yet.",
        "ko": "이전 공개판이 없어 아직 비교할 것이 없습니다.",
    },
    "changes_of_answers": {
        "en": "How people’s answers changed between waves is told in the briefing.",
        "ko": "조사 사이에 응답이 어떻게 달라졌는지는 브리핑에 있습니다.",
    },
    "changed_sign": {
        "en": "Effects that changed sign: {count}",
        "ko": "부호가 바뀐 효과 {count}개",
    },
    "changed_significance": {
        "en": "Effects that crossed the 5 per cent line: {count}",
        "ko": "5% 기준의 판정이 바뀐 효과 {count}개",
    },
    "changed_estimate": {"en": "Numbers that were revised: {count}", "ko": "바뀐 수치 {count}개"},
    "changed_unseen": {
        "en": "Too little to be seen in print, and not listed: {count}",
        "ko": "표시되는 자릿수에서는 같아 표에서 생략한 수치 {count}개",
    },
    "changed_n": {
        "en": "Numbers that rest on another n: {count}",
        "ko": "n이 달라진 수치 {count}개",
    },
    "changed_gone": {"en": "Numbers that are gone: {count}", "ko": "없어진 수치 {count}개"},
    "changed_new": {"en": "Numbers that are new: {count}", "ko": "새로운 수치 {count}개"},
    "change_sign": {"en": "sign", "ko": "부호"},
    "change_significance": {"en": "significance", "ko": "판정"},
    "change_estimate": {"en": "estimate", "ko": "추정값"},
    "change_n": {"en": "n", "ko": "n"},
    "change_gone": {"en": "gone", "ko": "없어짐"},
    "change_new": {"en": "new", "ko": "새로움"},
    "head_number": {"en": "Number", "ko": "수치"},
    "head_change": {"en": "Change", "ko": "변경"},
    "head_before": {"en": "Before", "ko": "이전"},
    "head_after": {"en": "Now", "ko": "지금"},
    "made_by": {"en": "Made by: {asset}", "ko": "산출: {asset}"},
    "to_row": {"en": "see the row", "ko": "수치 보기"},
    "to_figure": {"en": "see the figure", "ko": "그림 보기"},
    "made_from": {"en": "Made by:", "ko": "산출:"},
}
