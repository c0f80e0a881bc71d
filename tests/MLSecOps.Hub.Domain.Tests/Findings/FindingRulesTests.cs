using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Findings;

public sealed class FindingRulesTests
{
    private static readonly DateTimeOffset Later = Some.Noon.AddMinutes(1);

    [Fact]
    public void What_a_device_tells_opens_a_finding_with_its_words_and_its_place()
    {
        FindingRecord told = Some.Told(files: new FindingFile("model.onnx", "MODEL_TAMPERED", $"{Some.Digest("signed")}", $"{Some.Digest("found")}"));
        FindingChanges changes = FindingRules.Of(told, Some.At(7), [], Later);

        Finding finding = Assert.Single(changes.Findings);
        Assert.Equivalent(
            new Finding(0, Some.Ueid, Some.Model, "MODEL_TAMPERED", "critical", Later)
            {
                Detail = "model.onnx",
                Record = told,
                Epoch = Some.Epoch,
                Sequence = 7,
                LastSeen = Later,
            },
            finding,
            strict: true);
        Assert.Equal("a model file on this device is not the one that was signed: model.onnx", Assert.Single(changes.Lines).What);
    }

    [Fact]
    public void Told_again_it_is_the_same_finding_with_the_newest_words()
    {
        Finding open = Some.Open("tampering-noticed", "MODEL_TAMPERED");
        FindingRecord told = Some.Told(detail: "again");
        FindingChanges changes = FindingRules.Of(told, Some.At(9), [open], Later);
        Assert.Equivalent(open with { Times = 2, LastSeen = Later, Detail = "again", Record = told, Sequence = 9, Severity = "critical" }, Assert.Single(changes.Findings), strict: true);
        Assert.Empty(changes.Lines);
    }

    [Fact]
    public void Digests_are_not_given_up_for_words_without()
    {
        Finding open = Some.Open("tampering-noticed", "MODEL_TAMPERED") with { Record = Some.Told(files: new FindingFile("model.onnx", "MODEL_TAMPERED")) };
        Finding again = Assert.Single(FindingRules.Of(Some.Told(), Some.At(9), [open], Later).Findings);
        Assert.Same(open.Record, again.Record);
        Assert.Equal((5L, 2), (again.Sequence, again.Times));
    }

    [Fact]
    public void A_finding_never_becomes_milder_by_being_told_again() => Assert.Equal(
        "error", Assert.Single(FindingRules.Of(Some.Told(severity: "warning"), Some.At(9), [Some.Open("tampering-noticed", "MODEL_TAMPERED")], Later).Findings).Severity);

    [Theory]
    [InlineData("other-model", "MODEL_TAMPERED")]
    [InlineData(null, "MODEL_TAMPERED")]
    [InlineData(Some.Model, "MODEL_FILE_MISSING")]
    public void Another_model_or_reason_is_another_finding(string? model, string reason) => Assert.Equal(
        0, Assert.Single(FindingRules.Of(Some.Told(reason: reason, model: model), Some.At(9), [Some.Open("tampering-noticed", "MODEL_TAMPERED")], Later).Findings).Id);

    [Fact]
    public void What_was_closed_opens_anew()
    {
        Finding closed = Some.Open("tampering-noticed", "MODEL_TAMPERED") with { Closed = Some.Noon };
        Assert.Equal(0, Assert.Single(FindingRules.Of(Some.Told(), Some.At(9), [closed], Later).Findings).Id);
    }

    [Theory]
    [InlineData("critical", 1)]
    [InlineData("error", 1)]
    [InlineData("warning", 1)]
    [InlineData("notice", 0)]
    [InlineData("info", 0)]
    [InlineData("a word of nobody", 1)]
    public void A_severity_below_warning_is_a_line_and_no_finding(string severity, int findings)
    {
        FindingChanges changes = FindingRules.Of(Some.Told(severity: severity), Some.At(1), [], Later);
        Assert.Equal(findings, changes.Findings.Count);
        Assert.Single(changes.Lines);
    }

    [Fact]
    public void A_reason_that_is_a_notice_is_no_finding() =>
        Assert.Empty(FindingRules.Of(Some.Told("already-current", "ALREADY_CURRENT"), Some.At(1), [], Later).Findings);

    [Fact]
    public void A_reason_that_this_hub_does_not_know_is_a_finding_all_the_same() =>
        Assert.Equal("OF_A_NEWER_AGENT", Assert.Single(FindingRules.Of(Some.Told(reason: "OF_A_NEWER_AGENT"), Some.At(1), [], Later).Findings).Reason);

    [Fact]
    public void A_refused_step_is_a_finding_with_its_release()
    {
        Finding finding = Assert.Single(FindingRules.Of(Some.Step("package-refused", "SIGNATURE_INVALID"), Some.At(3, "error"), [], Later).Findings);
        Assert.Equal(("SIGNATURE_INVALID", "package-refused", 17L, "error"), (finding.Reason, finding.Record!.Event, finding.Record.Release, finding.Severity));
    }

    [Fact]
    public void A_refused_step_that_was_told_as_a_finding_too_is_not_counted_twice() =>
        Assert.Equal(FindingChanges.None, FindingRules.Of(Some.Step("package-refused", "X"), Some.At(3), [Some.Open("package-refused", "X")], Later), Same);

    [Fact]
    public void A_step_forward_is_a_line()
    {
        FindingChanges changes = FindingRules.Of(Some.Step("became-current"), Some.At(3, "notice"), [], Later);
        Assert.Empty(changes.Findings);
        Assert.Equal((Some.Model, "a release became current: release 17", "notice"), (changes.Lines[0].Model, changes.Lines[0].What, changes.Lines[0].Severity));
    }

    public static TheoryData<string, string, string?> Ends => new()
    {
        { "restored", "tampering-noticed", Some.Model },
        { "restored", "restore-failed", Some.Model },
        { "restored", "operation-failed", Some.Model },
        { "reverification-passed", "tampering-noticed", Some.Model },
        { "inspected", "inspection-failed", Some.Model },
        { "inspected", "inspection-not-run", Some.Model },
        { "inspected", "worker-unavailable", null },
        { "rehearsed", "rehearsal-failed", Some.Model },
        { "rehearsed", "rehearsal-not-run", Some.Model },
        { "rehearsed", "answers-changed", Some.Model },
        { "rehearsed", "worker-unavailable", null },
        { "package-fetched", "fetch-failed", Some.Model },
        { "package-verified", "fetch-failed", Some.Model },
        { "already-current", "fetch-failed", Some.Model },
        { "became-current", "package-refused", Some.Model },
        { "became-current", "rehearsal-failed", Some.Model },
        { "became-current", "rehearsal-not-run", Some.Model },
        { "became-current", "fetch-failed", Some.Model },
        { "became-current", "operation-failed", Some.Model },
        { "confirmed", "package-refused", Some.Model },
        { "confirmed", "rehearsal-failed", Some.Model },
        { "confirmed", "fetch-failed", Some.Model },
        { "confirmed", "rolled-back", Some.Model },
    };

    [Theory]
    [InlineData("rehearsed")]
    [InlineData("became-current")]
    [InlineData("confirmed")]
    [RedTeam("G8", "Has a model with a backdoor become current in mode observe, so that its finding ends", typeof(FindingRules))]
    public void What_was_found_in_a_model_is_not_over_because_it_is_current(string name) =>
        Assert.Empty(FindingRules.Of(Some.Step(name), Some.At(3, "notice"), [Some.Open("inspection-failed", "MODEL_INSPECTION_BLOCKED", Some.Model)], Later).Findings);

    [Theory]
    [MemberData(nameof(Ends))]
    public void An_event_ends_what_the_table_says(string name, string told, string? model)
    {
        Finding open = Some.Open(told, "ANY_REASON", model);
        Finding elsewhere = Some.Open(told, "ANY_REASON", "other-model", id: 2);
        Finding unrelated = Some.Open("state-lost", "STATE_LOST", model, id: 3);
        Finding noticed = Some.Noticed("CHAIN_FORK", model, id: 4);

        FindingChanges changes = FindingRules.Of(Some.Step(name), Some.At(3, "notice"), [open, elsewhere, unrelated, noticed], Later);

        Finding ended = Assert.Single(changes.Findings);
        Assert.Equal((1L, Later), (ended.Id, ended.Closed));
        Assert.Equal(JournalEvents.All.FirstOrDefault(each => each.Name == name)?.Subject ?? name, ended.ClosedBy);
        Assert.StartsWith("over: ANY_REASON", changes.Lines[^1].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("directive-accepted", "directive-refused")]
    [InlineData("hub-connected", "hub-connection-failed")]
    [InlineData("hub-connected", "enrolment-failed")]
    [InlineData("configuration-reloaded", "configuration-refused")]
    public void An_event_of_the_device_ends_findings_of_the_device(string name, string told)
    {
        Finding open = Some.Open(told, "ANY_REASON", null);
        Assert.Equal(Later, Assert.Single(FindingRules.Of(Some.Told(name, "X", "notice", null), Some.At(3), [open], Later).Findings).Closed);
    }

    [Fact]
    public void A_birth_ends_what_kept_the_device_from_the_hub_and_nothing_else()
    {
        Finding[] open = [Some.Open("hub-connection-failed", "HUB_UNREACHABLE", null), Some.Open("state-lost", "STATE_LOST", null, 2)];
        Finding ended = Assert.Single(FindingRules.OfBirth(open, Later).Findings);
        Assert.Equal((1L, "the device connected"), (ended.Id, ended.ClosedBy));
    }

    [Fact]
    public void Restored_does_not_end_a_refused_package() =>
        Assert.Empty(FindingRules.Of(Some.Step("restored"), Some.At(3, "notice"), [Some.Open("package-refused", "X")], Later).Findings);

    [Fact]
    public void What_the_hub_notices_opens_once_and_is_counted()
    {
        Finding opened = Assert.Single(FindingRules.Notice(Some.Ueid, null, HubReasons.ChainFork, "here", [], Later).Findings);
        Assert.Equal(("CHAIN_FORK", "critical", "here", null), (opened.Reason, opened.Severity, opened.Detail, opened.Record));
        Assert.Equal(2, Assert.Single(FindingRules.Notice(Some.Ueid, null, HubReasons.ChainFork, null, [opened with { Id = 1 }], Later).Findings).Times);
        Assert.Empty(FindingRules.NoticeOnce(Some.Ueid, null, HubReasons.ChainFork, null, [opened with { Id = 1 }], Later).Findings);
    }

    [Fact]
    public void What_was_noticed_of_a_moment_is_over_after_a_day_of_quiet_and_what_lasts_is_not()
    {
        Finding[] open =
        [
            Some.Noticed("TOPIC_FORBIDDEN"), Some.Noticed("EVIDENCE_REPLAYED", id: 2) with { LastSeen = Some.Noon.AddHours(1) }, Some.Noticed("CHAIN_FORK", id: 3),
            Some.Open("tampering-noticed", "MODEL_TAMPERED", id: 4), Some.Open("hub-message-refused", "COSE_SIGNATURE_INVALID", null, 5),
            Some.Open("operation-failed", "STORE_FAILED", null, 6), Some.Open("operation-failed", "STORE_FAILED", id: 7), Some.Open("directive-refused", "DIRECTIVE_EXPIRED", null, 8),
        ];
        Assert.Empty(FindingRules.Quiet(open, Some.Noon.AddHours(24).AddTicks(-1)).Findings);
        Assert.Equal([1, 5, 6, 8], FindingRules.Quiet(open, Some.Noon.AddHours(24)).Findings.Select(finding => finding.Id));
    }

    [Fact]
    public void Of_two_versions_of_one_finding_the_later_one_stays()
    {
        Finding open = Some.Open("tampering-noticed", "MODEL_TAMPERED");
        FindingChanges both = new FindingChanges([open], []).Then(new FindingChanges([open with { Times = 2 }], []));
        Assert.Equal(2, Assert.Single(both.Findings).Times);
    }

    private static bool Same(FindingChanges one, FindingChanges other) => one.Findings.SequenceEqual(other.Findings) && one.Lines.SequenceEqual(other.Lines);
}
