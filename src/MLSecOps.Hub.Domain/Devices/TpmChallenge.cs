using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A credential that was sealed to the keys of a device's TPM and that nobody has opened yet. One for each device: a newer one replaces it.</summary>
/// <param name="Id">Names it, 32 hexadecimal digits.</param>
/// <param name="Keys">What is bound when it is opened.</param>
/// <param name="Secret">SHA-256 of the secret: who reads the database cannot answer.</param>
/// <param name="Expires">Until when the answer counts.</param>
public sealed record TpmChallenge(string Id, DeviceTpm Keys, Sha256Digest Secret, DateTimeOffset Expires);
