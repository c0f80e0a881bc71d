using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Page.Text;
using MLSecOps.Hub.Page.Views;

namespace MLSecOps.Hub.Tests.Page;

public sealed class AnswerRowTests
{
    private static readonly ModelState Model = new("vision");

    [Fact]
    public void What_is_known_of_the_answers_is_told_in_one_place()
    {
        IReadOnlyList<AnswerRow> rows = AnswerRow.Of(Model with { Challenge = "held: 4 of 4 inputs" }, Appraisal(
            Claim("measres.canaries", "affirming", null, "1 passed"),
            Claim("measres.audits", "none", "EVIDENCE_CHECK_NOT_RUN", "APPLICATION_PENDING did not run, 0 of 1 passed"),
            Claim("measres.scrub", "affirming", null, "1 passed"),
            Claim("handed_out", "affirming", null, "release 3, 1 open, /a.service")));
        Assert.Equal(
            [
                new AnswerRow("In memory", "release 3, 1 open, /a.service", null, Tone.Good),
                new AnswerRow("Canaries", "answered like the signed model", null, Tone.Good),
                new AnswerRow("Audits", "not run: nothing of an application was compared yet", "APPLICATION_PENDING", Tone.Quiet),
                new AnswerRow("Challenge", "held: 4 of 4 inputs", null, Tone.Quiet),
            ],
            rows);
    }

    [Fact]
    public void What_fails_is_named_by_its_cause()
    {
        IReadOnlyList<AnswerRow> rows = AnswerRow.Of(Model with { Challenge = "not held: CHALLENGE_ANSWER_DEVIATES" }, Appraisal(
            Claim("measres.canaries", "contraindicated", "EVIDENCE_APPLICATION_DEVIATES", "APPLICATION_OTHER_MODEL failed, 0 of 1 passed"),
            Claim("handed_out", "contraindicated", "MODEL_HANDED_OUT_MISMATCH", "sha256:aa, /a.service")));
        Assert.Equal([("In memory", "MODEL_HANDED_OUT_MISMATCH"), ("Canaries", "APPLICATION_OTHER_MODEL"), ("Challenge", null)], rows.Select(row => (row.Label, row.Reason)));
        Assert.All(rows, row => Assert.Equal(Tone.Bad, row.Tone));
        Assert.Equal("failed: an application opened this model and runs another one", rows[1].Text);
    }

    [Fact]
    public void That_nobody_has_it_is_said_and_nothing_is_said_without_evidence()
    {
        AnswerRow row = Assert.Single(AnswerRow.Of(Model, Appraisal(Claim("measres.scrub", "affirming", null, "1 passed"))));
        Assert.Equal(("In memory", "given to no program since the agent started"), (row.Label, row.Text));
        Assert.Empty(AnswerRow.Of(Model, null));
        Assert.Empty(AnswerRow.Of(Model with { Model = "sound" }, Appraisal(Claim("handed_out", "affirming", null, "release 3"))));
    }

    private static HubAppraisedClaim Claim(string claim, string tier, string? reason, string found) => new("executables", tier, claim, reason, null, found);

    private static HubAppraisal Appraisal(params HubAppraisedClaim[] claims) =>
        new("2026-11-26T12:00:00Z", null, [new HubAppraisedPart("device", "none", new Dictionary<string, int>(), []), new HubAppraisedPart("model/vision", "affirming", new Dictionary<string, int>(), claims)]);
}
