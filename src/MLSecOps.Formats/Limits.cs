namespace MLSecOps.Formats;

/// <summary>The one place where the sizes and counts stand that untrusted input may reach. Bytes unless the name says otherwise.</summary>
/// <remarks>Each limit bounds memory or work before anything is allocated for it. Raising one is a reviewed change; nothing outside sets them.</remarks>
public static class Limits
{
    /// <summary>A signed document (manifest, bulletin, directive, trust): 1 MiB.</summary>
    public const int DocumentBytes = 1 << 20;

    /// <summary>Nesting of a signed document, in levels; the manifest needs 3.</summary>
    public const int DocumentDepth = 8;

    /// <summary>A detached CMS: 64 KiB.</summary>
    public const int CmsBytes = 64 << 10;

    /// <summary>SignerInfos in one CMS. When root keys are rotated, the holders of both sets sign: ten where there are five of each.</summary>
    public const int CmsSigners = 16;

    /// <summary>Certificates in one CMS.</summary>
    public const int CmsCertificates = 32;

    /// <summary>Attributes in one signed or unsigned set of a SignerInfo.</summary>
    public const int CmsAttributes = 32;

    /// <summary>Time-stamp tokens beside one signature.</summary>
    public const int TimestampTokens = 4;

    /// <summary>A revocation list: 1 MiB, some 25,000 entries.</summary>
    public const int CrlBytes = 1 << 20;

    /// <summary>Revocation lists in one judgement.</summary>
    public const int Crls = 64;

    /// <summary>Nesting of DER values.</summary>
    public const int DerDepth = 32;

    /// <summary>An OMS bundle about a folder: 16 MiB.</summary>
    public const int OmsBundleBytes = 16 << 20;

    /// <summary>An OMS bundle in a package: 2 MiB, about as many files as a manifest has room for. It may be read before anything is authenticated.</summary>
    public const int PackageOmsBytes = 2 << 20;

    /// <summary>A package path, in ASCII characters: the name field of ustar.</summary>
    public const int PathBytes = 100;

    /// <summary>A payload file: below 8 GiB, the eleven octal digits of ustar.</summary>
    public const long FileBytes = (1L << 33) - 1;

    /// <summary>Payload files in one package.</summary>
    public const int Files = 1024;

    /// <summary>Names in <c>audience</c> or <c>targets.hardware</c>.</summary>
    public const int Names = 64;

    /// <summary>A name of a model, fleet or hardware, in ASCII characters.</summary>
    public const int NameBytes = 63;

    /// <summary>A semantic version, in ASCII characters.</summary>
    public const int VersionBytes = 128;

    /// <summary>Free text of the publisher, in UTF-16 units.</summary>
    public const int TextLength = 2048;

    /// <summary>The largest release number: 2^53-1, exact in every JSON reader.</summary>
    public const long Release = (1L << 53) - 1;

    /// <summary>How far a release may lie above the installed one.</summary>
    public const long ReleaseJump = 10_000;

    /// <summary>An RSA modulus, in bits; larger ones only cost time.</summary>
    public const int RsaBits = 8192;

    /// <summary>Payload read and hashed at a time in the beginning: 1 MiB, so that a wrong first block is refused within 2 MiB.</summary>
    public const int WindowBytes = 1 << 20;

    /// <summary>Payload read and hashed at a time after that: 2 MiB, so that cores wait for each other at fewer places and the bytes are still in the cache.</summary>
    public const int WideWindowBytes = 2 << 20;
}
