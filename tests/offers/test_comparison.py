"""The comparison as the recruiter reads it, before and after the candidate has said anything."""

from tests.factories import Agency, Json

VERDICT: Json = {
    "lean": "undecided",
    "wished_salary": {"amount": "3900.00", "currency": "GBP", "per": "month"},
    "wished_benefits": ["25 days' holiday", "dental cover"],
    "deal_breakers": ["on-call weekends", "below £40k", "fully remote"],
}
OFFER: Json = {
    "salary": {"amount": "48000.00", "currency": "GBP", "per": "year"},
    "benefits": ["28 days holiday", "5% pension"],
    "terms": "Starts in spring. You are on call one weekend in four.",
}


async def test_an_offer_is_held_against_the_verdict(agency: Agency) -> None:
    vacancy = await agency.vacancy(work_mode="remote", employment_type="permanent")
    application = await agency.application(vacancy_id=vacancy["id"])
    await agency.recruiter.sends(
        "PUT", f"/v1/applications/{application['id']}/verdict", 201, json=VERDICT
    )
    offer = await agency.offer(application_id=application["id"], **OFFER)
    compared = await agency.viewer.reads(f"/v1/offers/{offer['id']}/comparison")
    assert compared["salary"] == {
        "offered": OFFER["salary"],
        "wished": VERDICT["wished_salary"],
        "offered_per_year": "48000.00",
        "wished_per_year": "46800.00",
        "difference_per_year": "1200.00",
        "met": True,
        "comparable": True,
    }
    assert compared["benefits_met"] == ["25 days' holiday"]
    assert compared["benefits_missing"] == ["dental cover"]
    assert compared["benefits_besides"] == ["5% pension"]
    assert compared["deal_breakers_hit"] == [
        {
            "deal_breaker": "on-call weekends",
            "found_in": "terms",
            "words": "You are on call one weekend in four.",
        },
        {"deal_breaker": "fully remote", "found_in": "vacancy", "words": "Work mode: remote"},
    ]
    assert (compared["wishes_known"], compared["lean"]) == (True, "undecided")


async def test_it_is_the_latest_terms_that_are_compared(agency: Agency) -> None:
    offer = await agency.offer(**OFFER)
    path = f"/v1/offers/{offer['id']}"
    body = {"lean": "accept", "wished_salary": {"amount": 50_000, "currency": "GBP"}}
    verdict = f"/v1/applications/{offer['application_id']}/verdict"
    await agency.recruiter.sends("PUT", verdict, 201, json=body)
    first = await agency.viewer.reads(f"{path}/comparison")
    assert (first["number"], first["salary"]["difference_per_year"]) == (1, "-2000.00")
    assert first["salary"]["met"] is False
    await agency.recruiter.does(
        f"{path}/counter", {"by": "employer", "salary": {"amount": 52_000, "currency": "EUR"}}
    )
    second = await agency.viewer.reads(f"{path}/comparison")
    assert (second["number"], second["salary"]["comparable"]) == (2, False)
    assert second["salary"]["difference_per_year"] is second["salary"]["met"] is None


async def test_without_a_verdict_nothing_was_wished_for(agency: Agency) -> None:
    offer = await agency.offer(**OFFER)
    compared = await agency.viewer.reads(f"/v1/offers/{offer['id']}/comparison")
    assert (compared["wishes_known"], compared["lean"]) == (False, None)
    assert compared["salary"]["offered_per_year"] == "48000.00"
    assert compared["salary"]["wished"] is compared["salary"]["met"] is None
    assert compared["benefits_met"] == compared["benefits_missing"] == []
    assert compared["benefits_besides"] == OFFER["benefits"]
    assert compared["deal_breakers_hit"] == []


async def test_words_nobody_expected_are_compared_too(agency: Agency) -> None:
    odd = ["٣ أيام", "…", "🙂", "ﷺ" * 200, "'''", "below 999999999999", "no", "k" * 200, "1.2.3"]
    offer = await agency.offer(salary=OFFER["salary"], benefits=odd, terms=" ".join(odd))
    verdict = f"/v1/applications/{offer['application_id']}/verdict"
    body = {"lean": "decline", "wished_benefits": odd, "deal_breakers": odd}
    await agency.recruiter.sends("PUT", verdict, 201, json=body)
    compared = await agency.viewer.reads(f"/v1/offers/{offer['id']}/comparison")
    assert compared["wishes_known"] is True
