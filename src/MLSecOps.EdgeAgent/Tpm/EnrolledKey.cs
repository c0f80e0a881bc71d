using System.Text;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>Remembers for which attestation key, beside which key of the connection, the hub has agreed. It is no secret and proves nothing: without it the device asks the hub once more.</summary>
/// <param name="file">Where it is kept.</param>
internal sealed class EnrolledKey(string file)
{
    private const int MostBytes = 256;
    private string? _line;

    /// <summary>True when the hub agreed to this pair.</summary>
    /// <param name="name">The attestation key's name.</param>
    /// <param name="tlsKey">SHA-256 of the connection key's SubjectPublicKeyInfo.</param>
    public bool Is(ReadOnlyMemory<byte> name, Sha256Digest tlsKey) => (_line ??= Read()) == LineOf(name, tlsKey);

    /// <summary>The hub agreed.</summary>
    /// <exception cref="IOException">The disk refused; it counts until the agent ends.</exception>
    public void Keep(ReadOnlyMemory<byte> name, Sha256Digest tlsKey)
    {
        _line = LineOf(name, tlsKey);
        AtomicFile.Write(file, Encoding.ASCII.GetBytes(_line));
    }

    /// <summary>The hub does not know the key any more.</summary>
    public void Forget()
    {
        _line = string.Empty;
        File.Delete(file);
    }

    private static string LineOf(ReadOnlyMemory<byte> name, Sha256Digest tlsKey) => $"{Convert.ToHexStringLower(name.Span)} {tlsKey.Hex}\n";

    private string Read()
    {
        if (!File.Exists(file))
        {
            return string.Empty;
        }

        using FileByteSource source = FileByteSource.Open(file);
        byte[] content = new byte[MostBytes];
        return Encoding.ASCII.GetString(content, 0, source.Read(0, content));
    }
}
