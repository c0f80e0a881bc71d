namespace MLSecOps.Formats.Eat;

/// <summary>The one table of claim keys: those of RFC 9711 (and RFC 8392), of EAR, and our private ones below −65536. Published as CDDL in <c>reference/evidence.cddl</c>; a key never changes its meaning.</summary>
internal static class EatKeys
{
    // RFC 8392, RFC 9711
    public const int IssuedAt = 6;
    public const int Nonce = 10;
    public const int Ueid = 256;
    public const int Profile = 265;
    public const int Submodules = 266;
    public const int BootCount = 267;
    public const int BootSeed = 268;
    public const int SoftwareName = 270;
    public const int SoftwareVersion = 271;
    public const int MeasurementResults = 274;

    // Attestation results (EAR); 1000 to 1004 are suggested values of the draft.
    public const int Expires = 4;
    public const int EarStatus = 1000;
    public const int EarTrustVector = 1001;
    public const int EarPolicies = 1003;
    public const int EarVerifier = 1004;

    // Ours, of the whole device
    public const int Mode = -75000;
    public const int ChainHead = -75001;
    public const int AgentDigest = -75002;
    public const int Engine = -75003;
    public const int ConfigurationDigest = -75004;
    public const int TlsKey = -75005;
    public const int Coverage = -75006;
    public const int InsecureOptions = -75007;

    // Ours, of one model
    public const int Release = -75100;
    public const int ManifestDigest = -75101;
    public const int Disk = -75102;
    public const int UpdateState = -75103;
    public const int Floor = -75104;
    public const int Signers = -75105;
    public const int Answers = -75106;
    public const int HandedOut = -75107;

    // Ours, of results
    public const int Explanation = -75200;
    public const int AppraisedEvidence = -75201;
}
