using System.Security.Cryptography;
using System.Text;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>A private key in PEM: PKCS#8, plain or encrypted, or the older EC and RSA forms.</summary>
internal static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads the file.</summary>
    /// <param name="file">Closed to other users.</param>
    /// <param name="passphrase">Opens an encrypted key; null when there is none.</param>
    /// <returns>An RSA or ECDsa key, owned by the caller.</returns>
    public static AsymmetricAlgorithm Load(string file, string? passphrase)
    {
        byte[] content = SmallFile.Read(file, out UnixFileMode mode);
        if ((mode & Others) != 0 && File.Exists(file))
        {
            throw new CommandFailure(CommandReasons.KeyUnusable, $"{file} is open to every user of this machine");
        }

        string pem = Encoding.UTF8.GetString(content);
        CryptographicOperations.ZeroMemory(content);
        bool encrypted = pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (encrypted && passphrase is null)
        {
            throw new CommandFailure(new Failure(
                CommandReasons.KeyUnusable, $"{file} is encrypted", "no passphrase is given", "Name the file whose first line is the passphrase: --passphrase-file FILE."));
        }

        return Import(ECDsa.Create(), pem, encrypted ? passphrase : null)
            ?? Import(RSA.Create(), pem, encrypted ? passphrase : null)
            ?? throw new CommandFailure(
                CommandReasons.KeyUnusable,
                $"{file} holds no private key that can be used",
                encrypted ? "the passphrase does not open it, or it is neither EC nor RSA" : "it is not PEM, or neither EC nor RSA");
    }

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, string pem, string? passphrase)
    {
        try
        {
            if (passphrase is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }

            return key;
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
