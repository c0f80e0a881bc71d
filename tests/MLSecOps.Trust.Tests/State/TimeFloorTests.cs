using MLSecOps.Core.Digests;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Tests.State;

/// <summary>Time without a clock: what documents prove, no clock is remembered, and no single key moves it far.</summary>
public sealed class TimeFloorTests
{
    private static readonly DateTimeOffset Start = VerificationTime.Built;

    [Fact]
    public void A_clock_before_the_floor_is_not_believed_and_one_after_it_is_not_kept()
    {
        TimeFloor floor = TimeFloor.Empty.Raise(TimeSource.Manifest, Start.AddDays(10), [Signer(Start.AddYears(1))]);
        Assert.Equal(new VerificationTime(Start.AddDays(10), TimeOrigin.Floor), floor.At(DateTimeOffset.UnixEpoch));
        Assert.Equal(new VerificationTime(Start.AddYears(50), TimeOrigin.Clock), floor.At(Start.AddYears(50)));
        Assert.Equal(Start.AddDays(10), floor.Instant);
        Assert.Equal(new VerificationTime(Start, TimeOrigin.Floor), TimeFloor.Empty.At(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    [RedTeam("G2", "Dates a document a century ahead with a stolen publisher key", typeof(TimeFloor))]
    public void A_date_counts_no_further_than_the_certificate_that_vouches_for_it()
    {
        DateTimeOffset end = Start.AddYears(1);
        Assert.Equal(end, TimeFloor.Empty.Raise(TimeSource.Manifest, Start.AddYears(100), [Signer(end), Signer(end.AddYears(5))]).Instant);
        Assert.Same(TimeFloor.Empty, TimeFloor.Empty.Raise(TimeSource.Manifest, end, []));
    }

    [Fact]
    [RedTeam("G2", "Dates a directive a century ahead with a stolen director key", typeof(TimeFloor))]
    public void A_directive_moves_time_by_thirty_days_at_most()
    {
        TimeFloor floor = TimeFloor.Empty.Raise(TimeSource.Directive, Start.AddYears(100), [Signer(Start.AddYears(100))]);
        Assert.Equal(Start.AddDays(30), floor.Instant);
        Assert.Equal(Start.AddDays(60), floor.Raise(TimeSource.Directive, Start.AddYears(100), [Signer(Start.AddYears(100))]).Instant);
        Assert.Equal(Start.AddDays(40), TimeFloor.Empty.Raise(TimeSource.Manifest, Start.AddDays(10), [Signer(Start.AddYears(1))]).Raise(TimeSource.Directive, Start.AddYears(100), [Signer(Start.AddYears(100))]).Instant);
    }

    [Fact]
    public void Sources_do_not_fall_and_are_reset_one_by_one()
    {
        TimeFloor floor = TimeFloor.Empty.Raise(TimeSource.Manifest, Start.AddDays(10), Start.AddYears(1)).Raise(TimeSource.Crl, Start.AddDays(20), Start.AddYears(1));
        Assert.Same(floor, floor.Raise(TimeSource.Crl, Start.AddDays(19), Start.AddYears(1)));
        Assert.Equal(Start.AddDays(10), floor.Reset([TimeSource.Crl]).Instant);
        Assert.Equal(Start, floor.Reset([TimeSource.Crl, TimeSource.Manifest]).Instant);
        Assert.Equal(Start.AddDays(30), floor.Max(TimeFloor.Empty.Raise(TimeSource.Timestamp, Start.AddDays(30), Start.AddYears(1))).Instant);
    }

    private static SignerIdentity Signer(DateTimeOffset notAfter) => new(Sha256Digest.Of([1]), "CN=x", "P-256", notAfter);
}
