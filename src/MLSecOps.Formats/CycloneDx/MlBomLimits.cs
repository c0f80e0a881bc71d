namespace MLSecOps.Formats.CycloneDx;

/// <summary>Limits of a bill of materials.</summary>
public static class MlBomLimits
{
    /// <summary>The file: 4 MiB. A model card with pictures has some hundred KiB.</summary>
    public const int Bytes = 4 << 20;

    /// <summary>Nesting, in levels. Components may hold components.</summary>
    public const int Depth = 64;

    /// <summary>Models in one file.</summary>
    public const int Models = 64;

    /// <summary>Hashes, inputs, outputs or datasets of one model.</summary>
    public const int Rows = 256;

    /// <summary>Properties of one model.</summary>
    public const int Properties = 4096;

    /// <summary>A text that is compared, in UTF-16 units. What is longer is passed over: nothing that is compared needs more.</summary>
    public const int TextLength = 1024;
}
