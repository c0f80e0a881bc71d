namespace MLSecOps.Hub.Domain.Devices;

/// <summary>What the newest challenge showed of a model on a device. What only the hub could not do leaves the one before in force.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="At">When, by the hub's clock.</param>
/// <param name="Reason">Reason code when it is not held; null when it is.</param>
public sealed record ModelHolding(HoldingResult Result, DateTimeOffset At, string? Reason)
{
    /// <summary>How long a right answer counts for evidence that brings none.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);
}
