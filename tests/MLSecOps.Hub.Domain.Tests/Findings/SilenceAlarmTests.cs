using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Tests.Findings;

public sealed class SilenceAlarmTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly DeviceState State = new(Some.Ueid) { EvidenceAt = Some.Noon.AddHours(1) };

    [Fact]
    public void A_device_that_is_heard_is_not_silent() =>
        Assert.Empty(SilenceAlarm.Of(Some.Device(), State, [], Some.Noon.AddMinutes(75), Window).Findings);

    [Fact]
    public void A_device_whose_evidence_is_old_is_told_of_once()
    {
        DateTimeOffset now = Some.Noon.AddMinutes(76);
        Finding finding = Assert.Single(SilenceAlarm.Of(Some.Device(), State, [], now, Window).Findings);
        Assert.Equal(("DEVICE_SILENT", "warning", "the last evidence came 2026-11-20T13:00:00Z"), (finding.Reason, finding.Severity, finding.Detail));
        Assert.Empty(SilenceAlarm.Of(Some.Device(), State, [finding with { Id = 1 }], now.AddHours(1), Window).Findings);
    }

    [Fact]
    public void A_device_that_never_gave_evidence_is_silent_since_it_was_enrolled()
    {
        Finding finding = Assert.Single(SilenceAlarm.Of(Some.Device(), new DeviceState(Some.Ueid), [], Some.Noon.AddMinutes(16), Window).Findings);
        Assert.Equal("no evidence since it was enrolled 2026-11-20T12:00:00Z", finding.Detail);
    }

    [Fact]
    public void It_ends_when_evidence_came() =>
        Assert.NotNull(Assert.Single(SilenceAlarm.Of(Some.Device(), State, [Some.Noticed("DEVICE_SILENT")], Some.Noon.AddHours(1), Window).Findings).Closed);
}
