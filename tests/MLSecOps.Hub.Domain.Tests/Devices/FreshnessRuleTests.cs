using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Tests.Devices;

public sealed class FreshnessRuleTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(0, Freshness.Fresh)]
    [InlineData(15 * 60, Freshness.Fresh)]
    [InlineData((15 * 60) + 1, Freshness.Stale)]
    [InlineData(-60, Freshness.Fresh)]
    [InlineData(-3600, Freshness.Stale)]
    public void Evidence_is_fresh_within_the_window_and_not_for_ever_under_a_clock_that_was_put_back(int seconds, Freshness expected) => Assert.Equal(
        expected, FreshnessRule.Of(new DeviceState(Some.Ueid) { EvidenceAt = Some.Noon }, Some.Noon.AddSeconds(seconds), Window));

    [Fact]
    public void Without_evidence_it_is_never() => Assert.Equal(Freshness.Never, FreshnessRule.Of(new DeviceState(Some.Ueid) { LastSeen = Some.Noon }, Some.Noon, Window));

    [Fact]
    public void Words() => Assert.Equal(["never", "fresh", "stale"], Enum.GetValues<Freshness>().Select(FreshnessRule.Word));
}
