# Makes ordered.json: R survey's svyolr on nhanes.csv, and MASS's polr on statsmodels' copy of
# UCLA's graduate school example. Run in this folder:
#   Rscript ordered.R path/to/statsmodels/miscmodels/tests/results/ologit_ucla.csv
suppressMessages(library(survey))
nhanes <- read.csv("nhanes.csv")
nhanes$age <- factor(nhanes$agecat, levels = c("(0,19]", "(19,39]", "(39,59]", "(59,Inf]"), ordered = TRUE)
nhanes$sex <- factor(nhanes$RIAGENDR)
nhanes$race <- factor(nhanes$race)
design <- svydesign(ids = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
fit <- svyolr(age ~ sex + race, design = design)
# Standard errors are asked for at tighter convergence than svyolr's default.
out <- list(
  terms = names(coef(fit)),
  estimate = unname(coef(fit)),
  std_error = unname(sqrt(diag(vcov(fit))))
)
ucla <- read.csv(commandArgs(trailingOnly = TRUE)[1])
ucla$apply <- factor(ucla$apply, levels = c("unlikely", "somewhat likely", "very likely"), ordered = TRUE)
grad <- MASS::polr(apply ~ factor(pared) + factor(public) + gpa, data = ucla, Hess = TRUE,
                   control = list(reltol = 1e-15, maxit = 1000))
out$ucla <- list(
  estimate = unname(c(grad$zeta, coef(grad))),
  std_error = unname(sqrt(diag(vcov(grad)))[c(4, 5, 1, 2, 3)]),
  log_likelihood = as.numeric(logLik(grad))
)
number <- function(x) paste0("[", paste(format(x, digits = 15, trim = TRUE), collapse = ", "), "]")
text <- paste0(
  "{\n  \"terms\": [", paste0('"', out$terms, '"', collapse = ", "), "],\n",
  "  \"estimate\": ", number(out$estimate), ",\n  \"std_error\": ", number(out$std_error), ",\n",
  "  \"ucla\": {\n    \"estimate\": ", number(out$ucla$estimate), ",\n    \"std_error\": ",
  number(out$ucla$std_error), ",\n    \"log_likelihood\": ",
  format(out$ucla$log_likelihood, digits = 15), "\n  }\n}\n"
)
writeLines(text, "ordered.json", sep = "")
