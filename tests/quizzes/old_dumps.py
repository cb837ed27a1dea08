"""Small dumps of django-quiz-app, as `dumpdata` of the package writes them."""

import json


class OldDump:
    """Grows object by object; each method answers the pk that it gave."""

    def __init__(self):
        self.objects = []
        self.parents = {}

    def add(self, model, pk=None, /, **fields):
        pk = pk or 1 + sum(one["model"] == model for one in self.objects)
        self.objects.append({"model": model, "pk": pk, "fields": fields})
        return pk

    def user(self, username="a.durand", email="a.durand@exemple.fr"):
        return self.add(
            "auth.user", username=username, email=email, password="secret-hash", first_name="Amélie"
        )

    def category(self, name="Excel"):
        return self.add("quiz.category", category=name)

    def sub_category(self, name="Formules", category=None):
        return self.add("quiz.subcategory", sub_category=name, category=category)

    def quiz(self, title="Les bases", pk=None, **fields):
        return self.add(
            "quiz.quiz",
            pk,
            **{
                "title": title,
                "description": "",
                "url": "les-bases",
                "category": None,
                "random_order": False,
                "max_questions": None,
                "answers_at_end": False,
                "exam_paper": True,
                "single_attempt": False,
                "pass_mark": 50,
                "success_text": "",
                "fail_text": "",
                "draft": False,
                **fields,
            },
        )

    def _question(self, content, quiz, pk, fields):
        return self.add(
            "quiz.question",
            pk,
            **{
                "category": None,
                "sub_category": None,
                "figure": "",
                "content": content,
                "explanation": "",
                "quiz": quiz,
                **fields,
            },
        )

    def choice(self, content="Combien ?", *, right=("deux",), wrong=("trois",), quiz=(1,), **more):
        order, pk = more.pop("order", None), more.pop("pk", None)
        pk = self._question(content, list(quiz), pk, more)
        self.add("multichoice.mcquestion", pk, answer_order=order, quiz=list(quiz))
        for text in (*right, *wrong):
            self.add("multichoice.answer", question=pk, content=text, correct=text in right)
        return pk

    def true_false(self, content="Vrai ?", *, correct=True, quiz=(1,), **more):
        pk = self._question(content, list(quiz), more.pop("pk", None), more)
        self.add("true_false.tf_question", pk, correct=correct, quiz=list(quiz))
        return pk

    def essay(self, content="Racontez.", *, quiz=(1,), **more):
        pk = self._question(content, list(quiz), more.pop("pk", None), more)
        self.add("essay.essay_question", pk, quiz=list(quiz))
        return pk

    def sitting(self, answers, *, wrong=(), order=(), score=None, user=1, quiz=1, **fields):
        """`answers` by question; those of `wrong` count as wrong, as `order` alone were asked too."""
        asked = [*answers, *order]
        return self.add(
            "quiz.sitting",
            **{
                "user": user,
                "quiz": quiz,
                "question_order": commas(asked),
                "question_list": commas(order),
                "incorrect_questions": commas(wrong),
                "current_score": len(answers) - len(wrong) if score is None else score,
                "complete": not order,
                "user_answers": json.dumps({str(pk): said for pk, said in answers.items()}),
                "start": "2015-03-02T09:00:00Z",
                "end": None if order else "2015-03-02T09:10:00Z",
                **fields,
            },
        )

    def progress(self, score, user=1):
        return self.add("quiz.progress", user=user, score=score)

    def change(self, model, pk, **fields):
        for one in self.objects:
            if (one["model"], one["pk"]) == (model, pk):
                one["fields"].update(fields)

    def drop(self, model, pk):
        self.objects = [one for one in self.objects if (one["model"], one["pk"]) != (model, pk)]

    def drop_question(self, pk):
        """As the package deletes one: with the row of its kind and its answers."""
        self.objects = [
            one
            for one in self.objects
            if one["fields"].get("question") != pk
            and not (one["pk"] == pk and "question" in one["model"].replace("quiz.quiz", ""))
        ]

    @property
    def bytes(self):
        return json.dumps(self.objects, ensure_ascii=False, indent=1).encode()


def commas(numbers):
    return "".join(f"{number}," for number in numbers)
