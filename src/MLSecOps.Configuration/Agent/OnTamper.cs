namespace MLSecOps.Configuration.Agent;

/// <summary>What the agent does when bytes on disk are not the bytes that were signed.</summary>
public enum OnTamper
{
    /// <summary>Keeps the evidence and puts the last good copy back. The default.</summary>
    Restore = 0,

    /// <summary>Keeps the evidence, reports, and hands nothing out.</summary>
    Report = 1,
}
