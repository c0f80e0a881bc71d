using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Trust;

/// <summary>Reads CA certificates from PEM, several to a file.</summary>
public static class AnchorFile
{
    private const int MaxCertificates = 64;

    /// <summary>Reads one PEM file.</summary>
    /// <param name="file">Path; must exist and not be writable by everyone.</param>
    /// <returns>At least one anchor, or all problems.</returns>
    public static Loaded<IReadOnlyList<TrustAnchor>> Load(string file)
    {
        List<ConfigurationProblem> problems = [];
        List<TrustAnchor> anchors = Read(file, [], problems);
        return new Loaded<IReadOnlyList<TrustAnchor>>(problems.Count == 0 ? anchors : null, problems, [file]);
    }

    /// <summary>Reads one PEM file beside anchors that are known already.</summary>
    internal static List<TrustAnchor> Read(string file, IReadOnlyList<TrustAnchor> known, List<ConfigurationProblem> problems)
    {
        List<TrustAnchor> anchors = [];
        string? text = ConfigurationFile.Read(file, problems);
        if (text is null)
        {
            return anchors;
        }

        int before = problems.Count;
        int position = 0;
        while (PemEncoding.TryFind(text.AsSpan(position), out PemFields fields))
        {
            ReadOnlySpan<char> pem = text.AsSpan(position);
            (int start, _) = fields.Location.GetOffsetAndLength(pem.Length);
            int line = 1 + text.AsSpan(0, position + start).Count('\n');
            string label = pem[fields.Label].ToString();
            if (label != "CERTIFICATE")
            {
                problems.Add(new ConfigurationProblem(ConfigurationReasons.Anchor, file, line, 1, $"an anchor file holds certificates only, not {label}"));
            }
            else if (Certificate(pem[fields.Base64Data], file) is not { } anchor)
            {
                problems.Add(new ConfigurationProblem(ConfigurationReasons.Anchor, file, line, 1, "this certificate is damaged"));
            }
            else if (known.Concat(anchors).Any(other => other.Certificate.Span.SequenceEqual(anchor.Certificate.Span)))
            {
                problems.Add(new ConfigurationProblem(ConfigurationReasons.Anchor, file, line, 1, "this certificate is an anchor of the role already"));
            }
            else
            {
                anchors.Add(anchor);
            }

            position += fields.Location.GetOffsetAndLength(pem.Length).Offset + fields.Location.GetOffsetAndLength(pem.Length).Length;
            if (anchors.Count > MaxCertificates)
            {
                problems.Add(new ConfigurationProblem(ConfigurationReasons.Anchor, file, line, 1, $"more than {MaxCertificates} certificates"));
                break;
            }
        }

        if (anchors.Count == 0 && problems.Count == before)
        {
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Anchor, file, 0, 0, "no PEM certificate (BEGIN CERTIFICATE) in this file"));
        }

        return anchors;
    }

    private static TrustAnchor? Certificate(ReadOnlySpan<char> base64, string file)
    {
        try
        {
            byte[] der = new byte[base64.Length];
            if (!Convert.TryFromBase64Chars(base64, der, out int length))
            {
                return null;
            }

            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.AsSpan(0, length));

            // The loader also takes other wrappings; an anchor is exactly the certificate.
            return certificate.RawDataMemory.Length != length
                ? null
                : new TrustAnchor(der.AsMemory(0, length), certificate.Subject, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), file);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
