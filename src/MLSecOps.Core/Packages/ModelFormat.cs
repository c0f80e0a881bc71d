namespace MLSecOps.Core.Packages;

/// <summary>What kind of model a package holds.</summary>
public enum ModelFormat
{
    /// <summary>Verified, held and attested; inspection and rehearsal show as not run.</summary>
    Opaque = 0,

    /// <summary>ONNX.</summary>
    Onnx = 1,
}
