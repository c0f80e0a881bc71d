namespace MLSecOps.Behaviour.Applications;

/// <summary>How closely applications are watched.</summary>
public sealed record WatchPolicy
{
    /// <summary>Mean time between two canaries of one application; each wait is drawn anew from half to one and a half of it.</summary>
    public TimeSpan CanaryInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After this a canary counts as unanswered.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many unanswered canaries in a row, and nothing is known any more.</summary>
    public int MissedCanaries { get; init; } = 2;

    /// <summary>After this without a record of a real inference an application is silent; loss is counted over the same time.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Largest share of records that may be lost, 0..1.</summary>
    public double LossShare { get; init; } = 0.01;

    /// <summary>Time between two audits of one application.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Records that one audit compares at most.</summary>
    public int AuditRecords { get; init; } = 4;
}
