using System.Security.Cryptography;
using System.Text;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>Reads revocation lists: one in DER, or any number in PEM, in order. What the bytes amount to is judged elsewhere.</summary>
internal static class RevocationFile
{
    private const string Label = "X509 CRL";

    /// <summary>DER of the lists.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or is PEM of something else.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(string path)
    {
        byte[] content = SmallFile.Read(path, out _);
        if (content is [0x30, ..])
        {
            return [content];
        }

        List<ReadOnlyMemory<byte>> lists = [];
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(content);
        while (PemEncoding.TryFind(text, out PemFields pem))
        {
            if (text[pem.Label].SequenceEqual(Label))
            {
                lists.Add(Convert.FromBase64String(text[pem.Base64Data].ToString()));
            }

            text = text[pem.Location.End..];
        }

        return lists.Count > 0 ? lists : throw new CommandFailure(new Failure(
            CommandReasons.FileUnreadable, $"{path} holds no revocation list", $"it is neither DER nor PEM with the label {Label}", "Give the list as its authority published it."));
    }
}
