using MLSecOps.Formats.Documents;

namespace MLSecOps.Trust.Policy;

/// <summary>The time at which a verification is made, and where it came from; taken once and used for every check of it.</summary>
/// <remarks>
/// A caller whose clock lies before its floor, or is not synchronised, passes the floor. What a date then amounts to, for
/// certificates (notBefore, notAfter) and documents (issued, expires) alike:
/// <code>
/// origin     before the start                        inside    after the end
/// Clock      rejected, beyond 5 minutes of skew      passed    rejected
/// Argument   rejected                                passed    rejected
/// Floor      passed: the floor is a lower bound      passed    inconclusive
/// </code>
/// With a floor, an expiry is never a rejection, so that a wrong clock cannot stop a running model; and a start in the future is
/// none, since a device without a clock could otherwise never take a release made after its image.
/// </remarks>
/// <param name="Instant">The time; compared in UTC.</param>
/// <param name="Origin">Where it came from.</param>
public readonly record struct VerificationTime(DateTimeOffset Instant, TimeOrigin Origin)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The day this program was made, moved with each release: no copy of it ran before, so that a clock that says less has not been set.</summary>
    public static DateTimeOffset Built { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The time by a machine's clock, unless it is plainly wrong: one that lies before this code was made has not been set (boards without a battery start in 1970), and the day it was made is the floor.</summary>
    /// <param name="clock">What the clock says.</param>
    public static VerificationTime ByClock(DateTimeOffset clock) =>
        clock < Built ? new(Built, TimeOrigin.Floor) : new(clock, TimeOrigin.Clock);

    /// <summary>The time and its origin, for reports.</summary>
    public string Describe() => $"{DocumentDate.Format(Instant)} ({Origin.ToString().ToLowerInvariant()})";

    /// <summary>Places the time relative to a validity.</summary>
    /// <param name="start">First instant of validity.</param>
    /// <param name="end">Last instant of validity.</param>
    public Validity Judge(DateTimeOffset start, DateTimeOffset end)
    {
        if (Instant > end)
        {
            return Origin == TimeOrigin.Floor ? Validity.Unproven : Validity.Expired;
        }

        bool early = Origin switch
        {
            TimeOrigin.Clock => start - Instant > Skew,
            TimeOrigin.Argument => start > Instant,
            _ => false,
        };
        return early ? Validity.NotYet : Validity.Valid;
    }
}
