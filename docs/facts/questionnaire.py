"""The questionnaire and its combinations, read once for all pages."""

from harness.combinations import combinations
from harness.questionnaire import questions

QUESTIONS = questions()
FEATURES = [question for question in QUESTIONS if question.is_feature]
COMPUTED = [question for question in QUESTIONS if question.is_computed]
TEXTS = [each for each in QUESTIONS if not each.is_feature and not each.is_computed]
COMBINATIONS = combinations()
