namespace MLSecOps.Formats.Eat;

/// <summary>The eight claims of a trustworthiness vector (draft-ietf-rats-ar4si, 2.3.4). The values are their keys.</summary>
public enum TrustAspect
{
    /// <summary>Who it is.</summary>
    InstanceIdentity = 0,

    /// <summary>How it is set up, and whether what must be checked was.</summary>
    Configuration = 1,

    /// <summary>What runs.</summary>
    Executables = 2,

    /// <summary>What lies on its disk.</summary>
    FileSystem = 3,

    /// <summary>What it is made of.</summary>
    Hardware = 4,

    /// <summary>Whether memory can be seen from outside.</summary>
    RuntimeOpaque = 5,

    /// <summary>Whether secrets at rest can be seen.</summary>
    StorageOpaque = 6,

    /// <summary>Whether what it was fed is attested.</summary>
    SourcedData = 7,
}
