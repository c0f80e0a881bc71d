namespace MLSecOps.Core.Update;

/// <summary>What is known of the current release's bytes on disk. Not persisted: a start begins with <see cref="Unknown"/>.</summary>
public enum Integrity
{
    /// <summary>Not checked since the start. Never shown as good. The default.</summary>
    Unknown = 0,

    /// <summary>The last check found every byte as signed.</summary>
    Intact,

    /// <summary>The last check found bytes that were not signed.</summary>
    Tampered,
}
