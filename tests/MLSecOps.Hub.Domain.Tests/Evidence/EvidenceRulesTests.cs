using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Evidence;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Evidence;

public sealed class EvidenceRulesTests
{
    private static readonly StoredRecord[] Chain = Some.Chain(9);
    private static readonly DateTimeOffset Later = Some.Noon.AddMinutes(5);
    private static readonly ModelState Good = new(Some.Model)
    {
        Verdict = Verdict.Trusted,
        Release = 17,
        Version = "1.4.2",
        ManifestDigest = $"{Some.Digest("17")}",
        ExpectedDigest = "sha256:aa",
        DiskDigest = "sha256:aa",
    };

    private static readonly ModelState Bad = Good with { Verdict = Verdict.Rejected, Reason = "MODEL_DIGEST_MISMATCH", DiskDigest = "sha256:bb" };

    private static readonly DeviceState Trusted = EvidenceRules.Take(Known(), Evidence(Verdict.Trusted, null, 5, Good) with { Received = Some.Noon, Id = 1 }, [], Link).State;

    [Fact]
    public void The_first_evidence_gives_the_state_that_it_proves()
    {
        EvidenceStep step = EvidenceRules.Take(Known(), Evidence(Verdict.Trusted, null, 5, Good), [], Link);
        Assert.True(step.Counts);
        Assert.Equivalent(
            Known() with
            {
                Verdict = Verdict.Trusted,
                VerdictSince = Later,
                Evidence = 2,
                EvidenceAt = Later,
                Mode = "enforce",
                AgentVersion = "0.1.0",
                Committed = Some.Position(Chain[4]),
                Authenticated = Some.Position(Chain[4]),
                InsecureOptions = ["insecure_x"],
                Models = [Good],
                Memory = new ChainMemory { Boot = "b1" },
            },
            step.State,
            strict: true);
        Assert.Empty(step.Changes.Findings);
        Assert.Equal(
            ["verdict inconclusive -> trusted", "runs version 1.4.2, release 17", "verdict inconclusive -> trusted"], step.Changes.Lines.Select(line => line.What));
        Assert.Equal([null, Some.Model, Some.Model], step.Changes.Lines.Select(line => line.Model));
    }

    [Fact]
    public void The_same_again_renews_its_time_and_is_no_news()
    {
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Trusted, null, 6, Good), [], Link);
        Assert.Equal((Later, Some.Noon, 2L), (step.State.EvidenceAt, step.State.VerdictSince, step.State.Evidence));
        Assert.Empty(step.Changes.Lines);
    }

    [Fact]
    public void A_model_that_is_not_as_signed_turns_the_verdict_and_opens_a_finding_with_both_digests()
    {
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Rejected, "MODEL_DIGEST_MISMATCH", 6, Bad), [], Link);
        Assert.Equal((Verdict.Rejected, "MODEL_DIGEST_MISMATCH", Later), (step.State.Verdict, step.State.Reason, step.State.VerdictSince));
        Finding finding = Assert.Single(step.Changes.Findings);
        Assert.Equal((Some.Model, "MODEL_DIGEST_MISMATCH", "critical", "expected sha256:aa, found sha256:bb"), (finding.Model, finding.Reason, finding.Severity, finding.Detail));
        Assert.All(
            step.Changes.Lines.Where(line => line.What == "verdict trusted -> rejected"), line => Assert.Equal(("MODEL_DIGEST_MISMATCH", "critical"), (line.Reason, line.Severity)));
        Assert.Equal(2, step.Changes.Lines.Count(line => line.What == "verdict trusted -> rejected"));
    }

    [Fact]
    public void What_the_device_told_itself_is_not_one_more_finding() => Assert.Empty(
        EvidenceRules.Take(Trusted, Evidence(Verdict.Rejected, "MODEL_DIGEST_MISMATCH", 6, Bad), [Some.Open("tampering-noticed", "MODEL_TAMPERED")], Link).Changes.Findings);

    [Fact]
    public void Evidence_that_says_the_same_bad_thing_again_opens_nothing_more() => Assert.Empty(
        EvidenceRules.Take(Trusted, Evidence(Verdict.Rejected, "MODEL_DIGEST_MISMATCH", 6, Bad), [Some.Noticed("MODEL_DIGEST_MISMATCH", Some.Model)], Link).Changes.Findings);

    [Fact]
    public void Trusted_evidence_of_a_model_ends_what_evidence_and_earlier_records_said_against_it()
    {
        Finding[] open =
        [
            Some.Noticed("MODEL_DIGEST_MISMATCH", Some.Model, 1),
            Some.Open("tampering-noticed", "MODEL_TAMPERED", id: 2, sequence: 6),
            Some.Open("tampering-noticed", "MODEL_FILE_MISSING", id: 3, sequence: 7),
            Some.Open("package-refused", "SIGNATURE_INVALID", id: 4, sequence: 5),
            Some.Noticed("MODEL_DIGEST_MISMATCH", "other-model", 5),
            Some.Noticed("CHAIN_FORK", null, 6),
            Some.Open("operation-failed", "RECHECK_FAILED", id: 7),
        ];
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Trusted, null, 6, Good), open, Link);
        Assert.Equal([1, 2, 7], step.Changes.Findings.Where(finding => finding.Closed == Later).Select(finding => finding.Id));
        Assert.Equal(3, step.Changes.Findings.Count);
    }

    [Fact]
    public void Trusted_evidence_ends_what_evidence_said_against_the_device_and_an_epoch_break_that_it_commits_to()
    {
        Finding[] open = [Some.Noticed("EVIDENCE_CLAIM_INVALID"), Some.Noticed("CHAIN_EPOCH_BREAK", id: 2), Some.Noticed("EVIDENCE_REPLAYED", id: 3), Some.Noticed("DEVICE_SILENT", id: 4)];
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Trusted, null, 6, Good), open, Link);
        Assert.Equal([4, 1, 2], step.Changes.Findings.Select(finding => finding.Id));
    }

    [Fact]
    public void Any_evidence_that_counts_ends_silence_and_nothing_else_unless_it_is_trusted()
    {
        Finding[] open = [Some.Noticed("DEVICE_SILENT"), Some.Noticed("CHAIN_EPOCH_BREAK", id: 2)];
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Inconclusive, "EVIDENCE_CHECK_NOT_RUN", 6, Good with { Verdict = Verdict.Inconclusive }), open, Link);
        Assert.Equal(1, Assert.Single(step.Changes.Findings).Id);
    }

    [Fact]
    public void Evidence_behind_the_newest_is_a_replay_and_changes_nothing()
    {
        EvidenceStep step = EvidenceRules.Take(Trusted, Evidence(Verdict.Trusted, null, 4, Good), [], Link);
        Assert.False(step.Counts);
        Assert.Same(Trusted, step.State);
        Assert.Equal(("EVIDENCE_REPLAYED", "it commits to record 4, and evidence before to record 5"), (step.Changes.Findings.Single().Reason, step.Changes.Findings.Single().Detail));
    }

    [Fact]
    [RedTeam("G5", "Sends evidence of an epoch that has ended", typeof(EvidenceRules), "EVIDENCE_REPLAYED")]
    public void Evidence_of_an_epoch_that_ended_is_a_replay_too()
    {
        StoredRecord[] later = Some.Chain(2, Some.LaterEpoch);
        DeviceState state = Trusted with { Acknowledged = Some.Position(later[1]), Committed = Some.Position(later[1]) };
        Assert.False(EvidenceRules.Take(state, Evidence(Verdict.Trusted, null, 9, Good), [], Link).Counts);
    }

    [Fact]
    public void Evidence_of_a_new_epoch_counts_though_its_number_is_lower()
    {
        StoredRecord[] later = Some.Chain(2, Some.LaterEpoch);
        DeviceState state = Trusted with { Acknowledged = Some.Position(later[1]) };
        Appraised evidence = Evidence(Verdict.Trusted, null, 1, Good);
        evidence = evidence with { Claims = evidence.Claims! with { Head = Some.Position(later[0]) } };
        EvidenceStep step = EvidenceRules.Take(state, evidence, [], (epoch, sequence) => epoch == Some.LaterEpoch ? later[sequence - 1].Link : Link(epoch, sequence));
        Assert.True(step.Counts);
        Assert.Equal((Some.Position(later[0]), Some.Position(later[0])), (step.State.Committed, step.State.Authenticated));
    }

    [Fact]
    public void Evidence_that_commits_to_another_record_than_came_is_a_fork_and_authenticates_nothing()
    {
        EvidenceStep step = EvidenceRules.Take(Known(), Evidence(Verdict.Trusted, null, 5, Good), [], (_, _) => Some.Digest("forged"));
        Assert.Equal(("CHAIN_FORK", "evidence commits to another record 5 than the one that came"), (step.Changes.Findings.Single().Reason, step.Changes.Findings.Single().Detail));
        Assert.Null(step.State.Authenticated);
    }

    [Fact]
    [RedTeam("G5", "Commits to two different records under one number", typeof(EvidenceRules), "CHAIN_FORK")]
    public void Two_heads_with_one_number_are_a_fork()
    {
        Appraised evidence = Evidence(Verdict.Trusted, null, 5, Good);
        evidence = evidence with { Claims = evidence.Claims! with { Head = new ChainPosition(Some.Epoch, 5, Some.Digest("another")) } };
        Assert.Equal("CHAIN_FORK", EvidenceRules.Take(Trusted, evidence, [], (_, _) => null).Changes.Findings.Single().Reason);
    }

    [Fact]
    public void Evidence_that_is_ahead_of_its_records_authenticates_them_when_they_come()
    {
        DeviceState behind = new(Some.Ueid) { Acknowledged = Some.Position(Chain[2]) };
        EvidenceStep step = EvidenceRules.Take(behind, Evidence(Verdict.Trusted, null, 5, Good), [], (_, _) => null);
        Assert.Equal(Some.Position(Chain[4]), step.State.Committed);
        Assert.Null(step.State.Authenticated);
    }

    [Fact]
    public void Evidence_that_does_not_verify_rejects_the_device_and_all_that_it_said_before()
    {
        EvidenceStep step = EvidenceRules.Take(Trusted, new Appraised(2, Later, Verdict.Rejected, "COSE_SIGNATURE_INVALID", null), [], Link);
        Assert.True(step.Counts);
        Assert.Equal((Verdict.Rejected, "COSE_SIGNATURE_INVALID"), (step.State.Models.Single().Verdict, step.State.Models.Single().Reason));
        Assert.Equal((null, "COSE_SIGNATURE_INVALID"), (step.Changes.Findings.Single().Model, step.Changes.Findings.Single().Reason));
        Assert.Equal(Trusted.Committed, step.State.Committed);
    }

    [Fact]
    public void Evidence_that_came_too_late_says_nothing_against_the_device()
    {
        EvidenceStep step = EvidenceRules.Take(Trusted, new Appraised(2, Later, Verdict.Rejected, "EVIDENCE_NONCE_EXPIRED", null), [], Link);
        Assert.False(step.Counts);
        Assert.Same(Trusted, step.State);
        Assert.Equal("warning", step.Changes.Findings.Single().Severity);
    }

    [Fact]
    public void A_device_that_is_rejected_for_itself_has_a_finding_of_its_own()
    {
        Finding finding = Assert.Single(EvidenceRules.Take(Trusted, Evidence(Verdict.Rejected, "EVIDENCE_FLOOR_LOWERED", 6, Good), [], Link).Changes.Findings);
        Assert.Equal((null, "EVIDENCE_FLOOR_LOWERED"), (finding.Model, finding.Reason));
    }

    [Fact]
    public void A_new_release_a_mode_and_a_model_that_is_gone_are_told()
    {
        ModelState next = Good with { Release = 18, Version = "1.5.0", ManifestDigest = $"{Some.Digest("18")}" };
        Appraised evidence = Evidence(Verdict.Trusted, null, 6, next);
        DeviceState before = Trusted with { Models = [Good, Good with { Model = "old" }] };
        EvidenceStep step = EvidenceRules.Take(before, evidence with { Claims = evidence.Claims! with { Mode = "observe" } }, [], Link);
        Assert.Equal(
            ["mode enforce -> observe", "runs version 1.5.0, release 18 (before: 1.4.2, release 17)", "is not in evidence any more"], step.Changes.Lines.Select(line => line.What));
        Assert.Equal("old", step.Changes.Lines[^1].Model);
    }

    private static DeviceState Known() => new(Some.Ueid) { Acknowledged = Some.Position(Chain[8]) };

    private static Appraised Evidence(Verdict verdict, string? reason, int head, params ModelState[] models) =>
        new(2, Later, verdict, reason, new AppraisedClaims(Some.Position(Chain[head - 1]), "enforce", "0.1.0", ["insecure_x"], models) { Boot = "b1" });

    private static Sha256Digest? Link(string epoch, long sequence) => epoch == Some.Epoch && sequence <= Chain.Length ? Chain[sequence - 1].Link : null;
}
