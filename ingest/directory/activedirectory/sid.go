package activedirectory

import (
	"encoding/binary"
	"strconv"
)

// PrimaryGroup returns the objectSid of the primary group of an account: that of the account, with the group's own number at
// its end. No group lists those whose primary group it is. It is empty where either is not understood.
func PrimaryGroup(objectSid []byte, primaryGroupID string) string {
	const shortest, number = 12, 4
	group, err := strconv.ParseUint(primaryGroupID, 10, 32)
	if err != nil || len(objectSid) < shortest || len(objectSid)%number != 0 {
		return ""
	}
	domain := objectSid[:len(objectSid)-number]
	return string(binary.LittleEndian.AppendUint32(append([]byte{}, domain...), uint32(group)))
}
