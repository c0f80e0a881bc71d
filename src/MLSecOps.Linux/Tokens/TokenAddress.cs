namespace MLSecOps.Linux.Tokens;

/// <summary>Names one private key: every attribute that is stated must be equal.</summary>
/// <param name="ModulePath">Absolute path of the PKCS#11 library.</param>
/// <param name="Token">Label of the token; null for any.</param>
/// <param name="Manufacturer">Of the token; null for any.</param>
/// <param name="Model">Of the token; null for any.</param>
/// <param name="Serial">Of the token; null for any.</param>
/// <param name="Label">Label of the key (CKA_LABEL); null for any.</param>
/// <param name="Id">Identifier of the key (CKA_ID); null for any.</param>
public sealed record TokenAddress(
    string ModulePath, string? Token, string? Manufacturer, string? Model, string? Serial, string? Label, ReadOnlyMemory<byte>? Id);
