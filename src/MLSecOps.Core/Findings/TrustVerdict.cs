namespace MLSecOps.Core.Findings;

/// <summary>Outcome of examining one artefact. Closed by the private constructor; consume with <see cref="Match{T}"/>, so that the compiler finds the case you forgot.</summary>
public abstract record TrustVerdict
{
    private TrustVerdict(IReadOnlyList<Check> checks) => Checks = checks;

    /// <summary>Every check, passed, failed or not run, in the order performed.</summary>
    public IReadOnlyList<Check> Checks { get; }

    /// <summary>Why it is not trusted; null when it is.</summary>
    public Reason? Refusal => Match<Reason?>(_ => null, rejected => rejected.Reason, open => open.Reason);

    /// <summary>The check that <see cref="Refusal"/> is of; null when it is trusted, or the reason is of the whole.</summary>
    public Check? Cause => Refusal is { } reason ? Checks.FirstOrDefault(check => check.Outcome != CheckOutcome.Passed && check.Reason == reason) : null;

    /// <summary>Handles the three cases.</summary>
    public abstract T Match<T>(Func<Trusted, T> trusted, Func<Rejected, T> rejected, Func<Inconclusive, T> inconclusive);

    /// <summary>Every required check passed.</summary>
    public sealed record Trusted(IReadOnlyList<Check> Performed) : TrustVerdict(Performed)
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Trusted, T> trusted, Func<Rejected, T> rejected, Func<Inconclusive, T> inconclusive) => trusted(this);
    }

    /// <summary>Bytes were examined and are not trusted, for <paramref name="Reason"/>.</summary>
    public sealed record Rejected(Reason Reason, IReadOnlyList<Check> Performed) : TrustVerdict(Performed)
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Trusted, T> trusted, Func<Rejected, T> rejected, Func<Inconclusive, T> inconclusive) => rejected(this);
    }

    /// <summary>It could not be decided, for <paramref name="Reason"/>. Never shown as good.</summary>
    public sealed record Inconclusive(Reason Reason, IReadOnlyList<Check> Performed) : TrustVerdict(Performed)
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Trusted, T> trusted, Func<Rejected, T> rejected, Func<Inconclusive, T> inconclusive) => inconclusive(this);
    }

    /// <summary>The verdict that a list of required checks amounts to: the first failed one rejects; else the first that did not run leaves it open; else trusted.</summary>
    /// <param name="checks">All checks that the policy requires. An empty list is inconclusive by construction: nothing was examined.</param>
    /// <param name="nothingRan">The reason to give for an empty list.</param>
    public static TrustVerdict From(IReadOnlyList<Check> checks, Reason nothingRan)
    {
        Check? failed = checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed);
        if (failed is not null)
        {
            // A failed check whose reason is only inconclusive (an expiry judged by an untrusted clock) does not reject.
            Check? rejecting = checks.FirstOrDefault(check => check is { Outcome: CheckOutcome.Failed, Reason.Class: ReasonClass.Rejected });
            return rejecting is not null ? new Rejected(rejecting.Reason!, checks) : new Inconclusive(failed.Reason!, checks);
        }

        Check? open = checks.FirstOrDefault(check => check.Outcome == CheckOutcome.NotRun);
        return open is not null ? new Inconclusive(open.Reason!, checks)
            : checks.Count == 0 ? new Inconclusive(nothingRan, checks)
            : new Trusted(checks);
    }
}
