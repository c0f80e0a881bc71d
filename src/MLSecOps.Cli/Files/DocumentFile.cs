using MLSecOps.Cli.Output;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Files;

/// <summary>A signed document as files: NAME.json, and its detached CMS in NAME.p7s beside it; as a device's trust.d takes them and openssl checks them.</summary>
internal static class DocumentFile
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Where the signature of a document is.</summary>
    public static string SignatureOf(string path) => Path.ChangeExtension(path, ".p7s");

    /// <summary>True for a name that a document can have.</summary>
    public static bool IsName(string path) => Path.GetExtension(path) == ".json" && Path.GetFileName(path).Length > ".json".Length;

    /// <summary>The document's bytes.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static byte[] Read(string path) => SmallFile.Read(path, out _, Limits.DocumentBytes);

    /// <summary>Its signature; null when there is none yet.</summary>
    /// <exception cref="CommandFailure">It is there and cannot be read.</exception>
    public static byte[]? ReadSignature(string path) => Path.Exists(SignatureOf(path)) ? SmallFile.Read(SignatureOf(path), out _, Limits.CmsBytes) : null;

    /// <summary>Writes both, the document last: a device that looks in between finds a signature without a document, which is nothing.</summary>
    /// <exception cref="CommandFailure">One exists already, or the disk refuses.</exception>
    public static void Write(string path, SignedParts parts)
    {
        using ResultFile signature = new(SignatureOf(path), replace: false, Readable);
        using ResultFile document = new(path, replace: false, Readable);
        signature.Commit(parts.Cms.Span);
        document.Commit(parts.Document.Span);
    }

    /// <summary>Replaces the signature in one step.</summary>
    public static void WriteSignature(string path, ReadOnlyMemory<byte> cms)
    {
        using ResultFile signature = new(SignatureOf(path), replace: true, Readable);
        signature.Commit(cms.Span);
    }
}
