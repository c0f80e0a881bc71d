namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What came of adding a record to the chain.</summary>
internal abstract record AppendAttempt
{
    private AppendAttempt()
    {
    }

    /// <summary>It is on the disk.</summary>
    /// <param name="Record">The record.</param>
    internal sealed record Appended(SpooledRecord Record) : AppendAttempt;

    /// <summary>The disk refused it. The chain is as it was; that a record is missing is said in a record of its own as soon as there is space.</summary>
    /// <param name="Cause">What the system said.</param>
    internal sealed record Refused(IOException Cause) : AppendAttempt;
}
