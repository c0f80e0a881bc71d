using System.Security.Cryptography.X509Certificates;

using MLSecOps.TestKit;

namespace MLSecOps.Fuzz.Seeds;

/// <summary>The people whose signatures the seeds bear; made anew with every set of seeds, their private keys kept nowhere.</summary>
internal static class ThrowAwayKeys
{
    public static CertificateProfile Stamping { get; } = new() { Usages = [CertificateProfile.TimeStamping], CriticalUsages = true };

    public static SigningAuthority Root { get; } = SigningAuthority.Create("Seed Root");

    public static X509Certificate2 Publisher { get; } = Root.Issue("Seed Publisher");

    public static X509Certificate2 Second { get; } = Root.Issue("Seed Second", new CertificateProfile { Key = TestKey.P384 });

    public static X509Certificate2 Rsa { get; } = Root.Issue("Seed RSA", new CertificateProfile { Key = TestKey.Rsa2048 });

    public static SigningAuthority StampingRoot { get; } = SigningAuthority.Create("Seed TSA Root");

    public static X509Certificate2 Stamper { get; } = StampingRoot.Issue("Seed TSA", Stamping);
}
