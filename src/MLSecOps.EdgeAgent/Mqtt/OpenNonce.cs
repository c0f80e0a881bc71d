namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>A nonce that can still be answered.</summary>
/// <param name="Nonce">8 to 64 bytes.</param>
/// <param name="Left">How long it counts from now, as far as the device knows; the hub has the last word.</param>
/// <param name="IsOwn">True when the hub asks this device alone, false when it asks the whole fleet.</param>
internal readonly record struct OpenNonce(ReadOnlyMemory<byte> Nonce, TimeSpan Left, bool IsOwn = false);
