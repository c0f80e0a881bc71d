using MLSecOps.Core.Findings;

namespace MLSecOps.Sandbox.Launch;

/// <summary>What became of one job.</summary>
public abstract record WorkerOutcome
{
    private WorkerOutcome(SandboxCoverage coverage) => Coverage = coverage;

    /// <summary>What kept the worker in.</summary>
    public SandboxCoverage Coverage { get; }

    /// <summary>Handles both cases.</summary>
    public abstract T Match<T>(Func<Reported, T> reported, Func<Stopped, T> stopped);

    /// <summary>The worker ended well and left a report.</summary>
    /// <param name="Report">Untrusted bytes, at least one and at most <see cref="WorkerLimits.ReportBytes"/>.</param>
    /// <param name="Seen">What kept the worker in.</param>
    public sealed record Reported(ReadOnlyMemory<byte> Report, SandboxCoverage Seen) : WorkerOutcome(Seen)
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Reported, T> reported, Func<Stopped, T> stopped) => reported(this);
    }

    /// <summary>There is no report, for <paramref name="Reason"/>.</summary>
    /// <param name="Reason">One of <see cref="SandboxReasons"/>.</param>
    /// <param name="Detail">For a person: exit code or signal, and the worker's last words. Text from outside: escape before printing.</param>
    /// <param name="Seen">What kept the worker in.</param>
    public sealed record Stopped(Reason Reason, string Detail, SandboxCoverage Seen) : WorkerOutcome(Seen)
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Reported, T> reported, Func<Stopped, T> stopped) => stopped(this);
    }
}
