namespace MLSecOps.Core.Findings;

/// <summary>What became of one check.</summary>
public enum CheckOutcome
{
    /// <summary>Did not run, and says why. Never shown as good. The default.</summary>
    NotRun = 0,

    /// <summary>Ran and found nothing wrong.</summary>
    Passed = 1,

    /// <summary>Ran and found something wrong.</summary>
    Failed = 2,
}
