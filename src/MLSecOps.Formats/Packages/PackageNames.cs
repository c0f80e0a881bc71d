namespace MLSecOps.Formats.Packages;

/// <summary>The member names that the format keeps for itself.</summary>
public static class PackageNames
{
    /// <summary>The signed document; always the first member.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The detached CMS over it; absent before signing, and where an OMS bundle alone authenticates the package.</summary>
    public const string Signature = "manifest.p7s";

    /// <summary>An OMS bundle; optional.</summary>
    public const string OmsBundle = "manifest.oms.json";

    /// <summary>Folder of the indexes.</summary>
    public const string IndexFolder = "index/";

    /// <summary>The name of a payload file's index.</summary>
    public static string IndexOf(string path) => IndexFolder + path;
}
