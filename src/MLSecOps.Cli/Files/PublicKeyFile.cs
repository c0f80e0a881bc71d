using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Attestation;

namespace MLSecOps.Cli.Files;

/// <summary>Somebody's public key: PEM with the key or a certificate, or a JWK.</summary>
internal static class PublicKeyFile
{
    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    /// <exception cref="CommandFailure">It is missing, or none of these.</exception>
    public static ReadOnlyMemory<byte> Read(string path) =>
        PublicKeyText.Read(SmallFile.Read(path, out _))
        ?? throw new CommandFailure(CommandReasons.CertificateUnusable, $"{path} holds no public key", "it is neither PEM with a public key or certificate nor a JWK on P-256, P-384 or P-521");
}
