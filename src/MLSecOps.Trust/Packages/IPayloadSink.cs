using MLSecOps.Core.Packages;

namespace MLSecOps.Trust.Packages;

/// <summary>A port: receives payload while it is verified. It gets only bytes whose block matched the index, after the index matched the signed digest.</summary>
/// <remarks>
/// Files come in manifest order, each as <see cref="Begin"/>, any number of <see cref="Write"/>, <see cref="End"/>. After a refusal
/// no more calls come: what was begun is incomplete, and only a trusted verdict makes any of it usable.
/// </remarks>
public interface IPayloadSink
{
    /// <summary>A file begins.</summary>
    void Begin(ManifestFile file);

    /// <summary>The next bytes of the file, valid only during the call.</summary>
    void Write(ReadOnlyMemory<byte> verified);

    /// <summary>The file is complete and its digest is the signed one.</summary>
    void End();
}
