namespace MLSecOps.Formats.Attestation;

/// <summary>Names of COSE algorithms (RFC 9053), as JOSE calls them.</summary>
internal static class CoseAlgorithms
{
    public static string Name(DataItem algorithm) => algorithm.Kind != DataKind.Integer ? algorithm.Text : algorithm.Number switch
    {
        -7 => "ES256",
        -35 => "ES384",
        -36 => "ES512",
        -8 => "EdDSA",
        -37 => "PS256",
        -38 => "PS384",
        -39 => "PS512",
        4 => "HMAC 256/64",
        5 => "HMAC 256/256",
        6 => "HMAC 384/384",
        7 => "HMAC 512/512",
        _ => AnyShape.Number(algorithm.Number),
    };
}
