using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.State;

/// <summary>The newest time that verified documents prove to have passed, per source (design §5, "Time without a clock"). Immutable.</summary>
/// <remarks>
/// Nothing that a clock says is ever kept. Each value is capped at the end of the certificate that vouches for it, so that one stolen key
/// moves time no further than its own life; and a directive, whose signer may be online, moves it by at most <see cref="DirectiveStep"/>.
/// A source falls only when a trust update resets it.
/// </remarks>
/// <param name="Sources">At most one value per source, UTC; <see cref="TimeSource.Build"/> is not among them.</param>
public sealed record TimeFloor(IReadOnlyDictionary<TimeSource, DateTimeOffset> Sources)
{
    /// <summary>How far one directive moves its source.</summary>
    public static readonly TimeSpan DirectiveStep = TimeSpan.FromDays(30);

    /// <summary>Of a device that never verified anything.</summary>
    public static TimeFloor Empty { get; } = new(new Dictionary<TimeSource, DateTimeOffset>());

    /// <summary>The floor: the newest of all sources, the day of the build included.</summary>
    public DateTimeOffset Instant => Sources.Values.Append(VerificationTime.Built).Max();

    /// <summary>The time by a machine's clock, unless it lies before the floor: then the floor.</summary>
    /// <param name="clock">What the clock says; not kept.</param>
    public VerificationTime At(DateTimeOffset clock) => clock < Instant ? new VerificationTime(Instant, TimeOrigin.Floor) : new VerificationTime(clock, TimeOrigin.Clock);

    /// <summary>The floor after a verified document.</summary>
    /// <param name="source">What proved it.</param>
    /// <param name="instant">The time it states.</param>
    /// <param name="signers">Who vouches for it, at least one: the earliest end of their certificates is the most that counts.</param>
    public TimeFloor Raise(TimeSource source, DateTimeOffset instant, IReadOnlyList<SignerIdentity> signers) =>
        signers.Count == 0 ? this : Raise(source, instant, signers.Min(signer => signer.NotAfter));

    /// <summary>The same for what a certificate vouches for directly, such as a revocation list.</summary>
    /// <param name="source">What proved it.</param>
    /// <param name="instant">The time it states.</param>
    /// <param name="notAfter">When the certificate ends.</param>
    public TimeFloor Raise(TimeSource source, DateTimeOffset instant, DateTimeOffset notAfter)
    {
        DateTimeOffset capped = instant < notAfter ? instant : notAfter;
        if (source == TimeSource.Directive && capped > Instant + DirectiveStep)
        {
            capped = Instant + DirectiveStep;
        }

        return Sources.TryGetValue(source, out DateTimeOffset known) && known >= capped
            ? this
            : new TimeFloor(new Dictionary<TimeSource, DateTimeOffset>(Sources) { [source] = capped });
    }

    /// <summary>The floor after root reset some sources: they begin anew.</summary>
    public TimeFloor Reset(IReadOnlyCollection<TimeSource> sources)
    {
        Dictionary<TimeSource, DateTimeOffset> left = new(Sources);
        foreach (TimeSource source in sources)
        {
            left.Remove(source);
        }

        return new TimeFloor(left);
    }

    /// <summary>The newer of both, source by source.</summary>
    public TimeFloor Max(TimeFloor other)
    {
        Dictionary<TimeSource, DateTimeOffset> newest = new(Sources);
        foreach ((TimeSource source, DateTimeOffset instant) in other.Sources)
        {
            newest[source] = newest.TryGetValue(source, out DateTimeOffset known) && known > instant ? known : instant;
        }

        return new TimeFloor(newest);
    }
}
