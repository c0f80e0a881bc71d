namespace MLSecOps.Core.Packages;

/// <summary>What a payload file is for.</summary>
public enum FileRole
{
    /// <summary>Free data of the application. The default.</summary>
    Data = 0,

    /// <summary>The model itself.</summary>
    Model,

    /// <summary>Weights that an ONNX model keeps outside its file.</summary>
    ExternalData,

    /// <summary>The sanity suite and its golden vectors.</summary>
    Sanity,

    /// <summary>Drift baseline.</summary>
    Baseline,

    /// <summary>What inspection may allow.</summary>
    Inspection,

    /// <summary>CycloneDX ML-BOM.</summary>
    Mlbom,
}
