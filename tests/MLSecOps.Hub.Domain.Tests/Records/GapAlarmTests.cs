using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests.Records;

public sealed class GapAlarmTests
{
    private static readonly StoredRecord[] Chain = Some.Chain(5);
    private static readonly DeviceState State = new(Some.Ueid) { Acknowledged = Some.Position(Chain[1]) };

    [Fact]
    public void Nothing_missing_is_no_gap() => Assert.Null(GapAlarm.Since(State, null));

    [Fact]
    public void The_very_next_record_is_no_gap() => Assert.Null(GapAlarm.Since(State, Chain[2]));

    [Fact]
    public void A_gap_is_as_old_as_the_first_record_behind_it() => Assert.Equal(Some.Noon, GapAlarm.Since(State, Chain[3]));

    [Fact]
    public void Evidence_for_records_that_did_not_come_is_a_gap_too()
    {
        DeviceState behind = State with { Committed = Some.Position(Chain[4]), EvidenceAt = Some.Noon.AddSeconds(-5) };
        Assert.Equal(Some.Noon.AddSeconds(-5), GapAlarm.Since(behind, null));
        Assert.Equal(Some.Noon.AddSeconds(-5), GapAlarm.Since(behind, Chain[3]));
        Assert.Equal(Some.Noon, GapAlarm.Since(behind with { EvidenceAt = Some.Noon.AddSeconds(5) }, Chain[3]));
        Assert.Null(GapAlarm.Since(State with { Committed = Some.Position(Chain[1]), EvidenceAt = Some.Noon }, null));
    }

    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    public void It_alarms_once_it_lasts_longer_than_records_may_be_reordered(int seconds, int findings)
    {
        FindingChanges changes = GapAlarm.Of(State, Chain[3], [], Some.Noon.AddSeconds(seconds));
        Assert.Equal(findings, changes.Findings.Count(finding => finding.Reason == "RECORD_GAP" && finding.Detail == "nothing is missing up to record 2, and record 4 came"));
    }

    [Fact]
    public void It_alarms_once_and_ends_when_the_records_came()
    {
        Finding open = Some.Noticed("RECORD_GAP");
        Assert.Empty(GapAlarm.Of(State, Chain[3], [open], Some.Noon.AddMinutes(5)).Findings);
        Finding ended = Assert.Single(GapAlarm.Of(State, null, [open], Some.Noon.AddMinutes(5)).Findings);
        Assert.Equal((Some.Noon.AddMinutes(5), "the records came"), (ended.Closed, ended.ClosedBy));
    }
}
