namespace MLSecOps.Contracts.Journal;

/// <summary>Names of the journal fields beside MESSAGE, MESSAGE_ID and PRIORITY, systemd.journal-fields(7).</summary>
public static class JournalFields
{
    /// <summary>Reason code.</summary>
    public const string Reason = "MLSEC_REASON";

    /// <summary>Slot name.</summary>
    public const string Model = "MLSEC_MODEL";

    /// <summary>Release number.</summary>
    public const string Release = "MLSEC_RELEASE";

    /// <summary><c>sha256:</c> of the manifest's bytes.</summary>
    public const string ManifestDigest = "MLSEC_MANIFEST_DIGEST";

    /// <summary>State of the update, a word of <see cref="Varlink.ModelStates"/>.</summary>
    public const string State = "MLSEC_STATE";

    /// <summary>Path on this device.</summary>
    public const string Path = "MLSEC_PATH";

    /// <summary>Rule of the inspection.</summary>
    public const string Rule = "MLSEC_RULE";

    /// <summary>Place in the model. Text from the model.</summary>
    public const string Location = "MLSEC_LOCATION";

    /// <summary>MITRE ATLAS technique, such as <c>AML.T0018.001</c>.</summary>
    public const string Technique = "MLSEC_TECHNIQUE";
}
