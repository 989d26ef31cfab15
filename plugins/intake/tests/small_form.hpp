#pragma once

#include <string>

// A form with one of each thing that the rules are about.
inline const std::string small_form = R"({
  "resourceType": "Questionnaire", "name": "small-form", "title": "Health form", "status": "active",
  "item": [
    {"linkId": "about", "text": "About you", "type": "group", "item": [
      {"linkId": "name", "text": "Full name", "type": "string", "required": true, "maxLength": 20},
      {"linkId": "birth-date", "text": "Date of birth", "type": "date"},
      {"linkId": "pain-now", "text": "Pain now", "type": "integer", "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10}]},
      {"linkId": "pain-areas", "text": "Where does it hurt?", "type": "choice", "repeats": true, "answerOption": [
        {"valueCoding": {"code": "calf-left", "display": "left calf"}}, {"valueCoding": {"code": "jaw-right", "display": "right jaw"}}]}]},
    {"linkId": "health", "text": "Your health", "type": "group", "item": [
      {"linkId": "sciatica", "text": "Do you have sciatica?", "type": "choice", "required": true,
       "code": [{"system": "urn:lumbar:fact:condition", "code": "sciatica"}],
       "answerOption": [{"valueCoding": {"code": "yes", "display": "Yes"}}, {"valueCoding": {"code": "no", "display": "No"}},
                        {"valueCoding": {"code": "past", "display": "In the past"}}, {"valueCoding": {"code": "family", "display": "In my family"}},
                        {"valueCoding": {"code": "not_sure", "display": "Not sure"}},
                        {"valueCoding": {"code": "prefer_not_to_say", "display": "Prefer not to say"}}],
       "item": [
         {"linkId": "sciatica-examined", "text": "Has a professional examined it?", "type": "boolean", "required": true,
          "code": [{"system": "urn:lumbar:detail", "code": "assessed_by_professional"}],
          "enableWhen": [{"question": "sciatica", "operator": "=", "answerCoding": {"code": "yes"}}]},
         {"linkId": "sciatica-days", "text": "For how many days?", "type": "integer",
          "code": [{"system": "urn:lumbar:detail", "code": "days_since"}],
          "enableWhen": [{"question": "sciatica", "operator": "=", "answerCoding": {"code": "yes"}}]}]},
      {"linkId": "pregnant", "text": "Are you pregnant?", "type": "boolean", "code": [{"system": "urn:lumbar:fact:condition", "code": "pregnancy"}]},
      {"linkId": "weeks", "text": "How many weeks?", "type": "decimal", "required": true,
       "enableWhen": [{"question": "pregnant", "operator": "=", "answerBoolean": true}]},
      {"linkId": "medicines", "text": "Which medicines do you take?", "type": "text",
       "code": [{"system": "urn:lumbar:fact:medication", "code": ""}]}]},
    {"linkId": "consent", "text": "Consent", "type": "group", "item": [
      {"linkId": "agree", "text": "I have read this and I agree", "type": "boolean", "required": true}]}
  ]})";

// Answers that may be sent.
inline const std::string good_answers = R"({"resourceType":"QuestionnaireResponse","status":"completed","item":[
  {"linkId":"about","item":[{"linkId":"name","answer":[{"valueString":"Zoë <b>O'Neill</b>--"}]},
    {"linkId":"pain-areas","answer":[{"valueCoding":{"code":"calf-left"}},{"valueCoding":{"code":"jaw-right"}}]}]},
  {"linkId":"health","item":[
    {"linkId":"sciatica","answer":[{"valueCoding":{"code":"yes"},"item":[
      {"linkId":"sciatica-examined","answer":[{"valueBoolean":false}]},{"linkId":"sciatica-days","answer":[{"valueInteger":12}]}]}]},
    {"linkId":"medicines","answer":[{"valueString":"apixaban 5 mg\nramipril"}]}]},
  {"linkId":"consent","item":[{"linkId":"agree","answer":[{"valueBoolean":true}]}]}]})";
