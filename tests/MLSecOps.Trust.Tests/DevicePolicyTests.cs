using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.TestKit;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>A well-signed package on a device that it is not for, or not now, or no longer.</summary>
public sealed class DevicePolicyTests
{
    [Theory]
    [InlineData("acme", "rpi5", "0.1.0", null)]
    [InlineData("acme", "x86-64", "0.2.0-rc.1", null)]
    [InlineData("other", "rpi5", "0.1.0", "AUDIENCE_MISMATCH")]
    [InlineData("Acme", "rpi5", "0.1.0", "AUDIENCE_MISMATCH")]
    [InlineData("", "rpi5", "0.1.0", "AUDIENCE_MISMATCH")]
    [InlineData("acme", "jetson", "0.1.0", "HARDWARE_MISMATCH")]
    [InlineData("acme", "rpi5", "0.0.9", "AGENT_TOO_OLD")]
    [InlineData("acme", "rpi5", "0.1.0-rc.1", "AGENT_TOO_OLD")]
    [RedTeam("G1", "Offers a package for another fleet, another board or a newer agent", typeof(DevicePolicy), "AUDIENCE_MISMATCH", "HARDWARE_MISMATCH", "AGENT_TOO_OLD")]
    public void FleetHardwareAndAgent(string fleet, string hardware, string agent, string? code) =>
        AssertReason(code, new SamplePackage(), new DeviceContext(fleet, hardware, agent, null));

    [Fact]
    public void WithoutRestrictionsAnyDeviceFits() => AssertReason(
        null,
        new SamplePackage { Change = manifest => manifest with { Audience = [], Hardware = [], MinAgent = null } },
        new DeviceContext("", "anything", "0.0.1", null));

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(17, 17L, null)]
    [InlineData(16, 16L, null)]
    [InlineData(18, 18L, "RELEASE_BELOW_FLOOR")]
    [InlineData(18, null, "RELEASE_BELOW_FLOOR")]
    [RedTeam("G2", "Offers a true release from before the newest confirmed one", typeof(DevicePolicy), "RELEASE_BELOW_FLOOR")]
    public void TheFloorHolds(long floor, long? installed, string? code) => AssertReason(code, new SamplePackage(), With(floor, installed));

    [Theory]
    [InlineData(10_017, null)]
    [InlineData(10_018, "RELEASE_JUMP_TOO_LARGE")]
    [InlineData((1L << 53) - 1, "RELEASE_JUMP_TOO_LARGE")]
    [RedTeam("G2", "Poisons the floor with a release number that none can follow", typeof(DevicePolicy), "RELEASE_JUMP_TOO_LARGE")]
    public void JumpsAreLimited(long release, string? code) =>
        AssertReason(code, new SamplePackage { Change = manifest => manifest with { Release = release } }, With(17, 17));

    [Fact]
    public void AFloorOfAnotherModelDoesNotCount() => AssertReason(
        null, new SamplePackage(), SamplePackage.Device with { Releases = new Dictionary<string, ReleaseHistory> { ["other-model"] = new(100, 100) } });

    [Theory]
    [InlineData(TimeOrigin.Clock, 0, null)]
    [InlineData(TimeOrigin.Clock, 200, "RELEASE_EXPIRED")]
    [InlineData(TimeOrigin.Argument, 200, "RELEASE_EXPIRED")]
    [InlineData(TimeOrigin.Floor, 200, "RELEASE_TIME_UNPROVEN")]
    [InlineData(TimeOrigin.Clock, -4, "RELEASE_NOT_YET_ISSUED")]
    [InlineData(TimeOrigin.Argument, -4, "RELEASE_NOT_YET_ISSUED")]
    [InlineData(TimeOrigin.Floor, -4, null)]
    [InlineData(TimeOrigin.Floor, -20_000, null)]
    [RedTeam("G1", "Offers a release after its expiry, or before its issue", typeof(DevicePolicy), "RELEASE_EXPIRED", "RELEASE_NOT_YET_ISSUED")]
    [RedTeam("G8", "Takes the clock from a device, so that expiry cannot be proven", typeof(DevicePolicy), "RELEASE_TIME_UNPROVEN")]
    public void DatesAreJudgedByTheOriginOfTheTime(TimeOrigin origin, int days, string? code) =>
        AssertReason(code, new SamplePackage(), SamplePackage.Device, new VerificationTime(SamplePackage.Now.AddDays(days), origin));

    [Fact]
    public void AnUnprovenExpiryIsInconclusiveAndThePayloadIsStillChecked()
    {
        VerificationTime floor = new(SamplePackage.Now.AddDays(200), TimeOrigin.Floor);
        byte[] package = new SamplePackage().Build();
        PackageAppraisal appraisal = SamplePackage.Verify(package, time: floor);
        Verdicts.AssertInconclusive(PolicyReasons.ReleaseTimeUnproven, appraisal.Verdict);
        Assert.Equal(3, appraisal.Checks.Count(check => check is { Id: CheckIds.Blocks, Outcome: CheckOutcome.Passed }));
        package[^1500] ^= 1;
        Assert.IsType<TrustVerdict.Rejected>(SamplePackage.Verify(package, time: floor).Verdict);
    }

    [Fact]
    public void EveryPolicyProblemIsNamedAtOnce()
    {
        PackageAppraisal appraisal = SamplePackage.Verify(new SamplePackage().Build(), device: new DeviceContext("other", "jetson", "0.0.1", With(18, 18).Releases));
        Reason[] failed = [.. appraisal.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Reason!)];
        Assert.Equal([PolicyReasons.AudienceMismatch, PolicyReasons.HardwareMismatch, PolicyReasons.AgentTooOld, PolicyReasons.ReleaseBelowFloor], failed);
        Assert.NotNull(appraisal.Manifest);
    }

    private static DeviceContext With(long floor, long? installed) =>
        SamplePackage.Device with { Releases = new Dictionary<string, ReleaseHistory> { ["keyword-spotter"] = new(floor, installed) } };

    private static void AssertReason(string? code, SamplePackage package, DeviceContext device, VerificationTime? time = null)
    {
        TrustVerdict verdict = SamplePackage.Verify(package.Build(), device: device, time: time).Verdict;
        Assert.Equal(code, verdict.Match<Reason?>(_ => null, rejected => rejected.Reason, open => open.Reason)?.Code);
    }
}
