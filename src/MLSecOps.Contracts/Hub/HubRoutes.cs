namespace MLSecOps.Contracts.Hub;

/// <summary>Paths of the hub's HTTPS interface. Operators steer with their client certificate; devices fetch packages with theirs.</summary>
public static class HubRoutes
{
    /// <summary>CA certificates, base64 of a certs-only PKCS#7 (RFC 7030, 4.1).</summary>
    public const string EstCertificates = "/.well-known/est/cacerts";

    /// <summary>Enrolment: base64 of PKCS#10 with HTTP Basic, user <see cref="EstUser"/> and the token's secret part as password (RFC 7030, 4.2).</summary>
    public const string EstEnrol = "/.well-known/est/simpleenroll";

    /// <summary>Renewal: base64 of PKCS#10 for a fresh key, with the certificate in force as TLS client certificate (RFC 7030, 4.2.2).</summary>
    public const string EstRenew = "/.well-known/est/simplereenroll";

    /// <summary>User name of enrolment.</summary>
    public const string EstUser = "token";

    /// <summary>Packages: GET lists; PUT takes one as body.</summary>
    public const string Packages = "/api/1/packages";

    /// <summary>POST makes an enrolment token.</summary>
    public const string Tokens = "/api/1/tokens";

    /// <summary>The caller's own attestation key: POST says which keys its TPM has and gets a challenge; <c>/{id}</c> by POST answers it. For devices, by their certificate.</summary>
    public const string AttestationKeys = "/api/1/attestation-keys";

    /// <summary>Devices: GET lists; <c>/{ueid}</c> one; <c>/{ueid}/challenge</c> by POST sends a nonce; <c>/{ueid}/evidence</c> the newest evidence as a bundle.</summary>
    public const string Devices = "/api/1/devices";

    /// <summary>GET gives the newest list of revoked device certificates as PEM; for anybody.</summary>
    public const string RevocationList = "/api/1/revocation-list";

    /// <summary>Findings: GET lists; <c>/{id}</c> one.</summary>
    public const string Findings = "/api/1/findings";

    /// <summary>Rollouts: GET lists; POST starts one; <c>/{id}</c> one.</summary>
    public const string Rollouts = "/api/1/rollouts";

    /// <summary>Publishers' bulletins: GET lists; POST takes one, document and CMS as devices take them.</summary>
    public const string Bulletins = "/api/1/bulletins";

    /// <summary>Path of one package, by its manifest's digest in 64 hexadecimal digits; GET with ranges (RFC 9110, 14).</summary>
    public static string PackageOf(string manifestHex) => $"{Packages}/{manifestHex}";

    /// <summary>POST revokes a device's key and makes the token with which it enrols again.</summary>
    public static string ReenrolOf(string ueid) => $"{Devices}/{ueid}/reenroll";

    /// <summary>POST takes a device out of use; by an operator, or by the device itself.</summary>
    public static string RetireOf(string ueid) => $"{Devices}/{ueid}/retire";

    /// <summary>Path for the answer to one challenge.</summary>
    public static string AttestationKeyOf(string id) => $"{AttestationKeys}/{id}";

    /// <summary>Path of one device.</summary>
    public static string DeviceOf(string ueid) => $"{Devices}/{ueid}";
}
